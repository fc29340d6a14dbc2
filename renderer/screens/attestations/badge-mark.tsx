import { OctagonX, ShieldCheck, ShieldQuestionMark } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AttestationCheck } from '#shared/model/attestation.ts';
import { text } from '../../text/en.ts';
import { Icon } from '../../ui/kit/icon.tsx';

const icons = { verified: ShieldCheck, failed: OctagonX, unverified: ShieldQuestionMark } as const;

/** What was attested, the badge and its reason: a word and a shape, which colour repeats. */
export function BadgeMark({ check }: Readonly<{ check: AttestationCheck }>): ReactNode {
  const { badge, reason, predicateType } = check;
  return (
    <span className="badge-mark" data-badge={badge}>
      <Icon of={icons[badge]} size={16} />
      <span>
        {text.attestations.badge(
          text.attestations.kinds(predicateType),
          text.attestations.badges[badge],
          text.attestations.reasons[reason],
        )}
      </span>
    </span>
  );
}
