import type { DiffFileClass } from '#shared/model/diff.ts';
import type { DiffKind } from '#shared/model/diff-view.ts';
import {
  ArrowDown,
  ArrowLeftRight,
  ArrowUp,
  KeyRound,
  Minus,
  MoveRight,
  Pencil,
  Plus,
  Replace,
  Route,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { Icon } from '../../ui/kit/icon.tsx';

type Hue = 'added' | 'removed' | 'upgraded' | 'downgraded' | 'metadata';

/** Shape, word and colour of each change; the word alone says it all. */
const looks: Readonly<Record<DiffKind | DiffFileClass, Readonly<{ icon: LucideIcon; hue: Hue }>>> = {
  added: { icon: Plus, hue: 'added' },
  removed: { icon: Minus, hue: 'removed' },
  upgraded: { icon: ArrowUp, hue: 'upgraded' },
  downgraded: { icon: ArrowDown, hue: 'downgraded' },
  changed: { icon: ArrowLeftRight, hue: 'metadata' },
  metadata: { icon: Pencil, hue: 'metadata' },
  usage: { icon: Route, hue: 'metadata' },
  modified: { icon: Replace, hue: 'upgraded' },
  metadata_changed: { icon: KeyRound, hue: 'metadata' },
  moved: { icon: MoveRight, hue: 'metadata' },
};

/** What happened: an icon and a word. */
export function ChangeBadge({ kind }: Readonly<{ kind: DiffKind | DiffFileClass }>): ReactNode {
  const { icon, hue } = looks[kind];
  return (
    <span className="change-badge" data-hue={hue}>
      <Icon of={icon} size={13} />
      {text.diff.kinds[kind]}
    </span>
  );
}
