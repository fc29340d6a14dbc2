import type { Hop, HopKind, HopStatus } from '#shared/model/entry-trace.ts';
import {
  CircleCheck,
  CircleQuestionMark,
  CircleSlash,
  CornerDownRight,
  FileInput,
  FileTerminal,
  FileText,
  Hash,
  Layers2,
  Play,
  Repeat,
  Split,
  Terminal,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { parsePurl } from '#shared/text/purl.ts';
import { text } from '../../text/en.ts';
import { Icon } from '../../ui/kit/icon.tsx';

const kinds: Readonly<Record<HopKind, LucideIcon>> = {
  start: Play,
  exec: CornerDownRight,
  run: Terminal,
  background: Layers2,
  source: FileInput,
  interpreter: Hash,
  hook: FileTerminal,
  service: Repeat,
  load: FileText,
};
const statuses: Readonly<Record<HopStatus, LucideIcon>> = {
  taken: CircleCheck,
  possible: Split,
  notTaken: CircleSlash,
};

/** A picture of what a step is; a question mark where that is not known. */
export function hopIcon({ kind, reason }: Hop): LucideIcon {
  return reason === undefined ? kinds[kind] : CircleQuestionMark;
}

/** Is the step taken: an icon and a word. */
export function StatusBadge({ status }: Readonly<{ status: HopStatus }>): ReactNode {
  return (
    <span className="hop-status" data-status={status}>
      <Icon of={statuses[status]} size={13} />
      {text.start.statuses[status]}
    </span>
  );
}

/** Name of the package whose key this is; null for a file that no package has. */
export function ownerName(key: string): string | null {
  return key.startsWith('bin:') ? null : (parsePurl(key)?.name ?? key);
}
