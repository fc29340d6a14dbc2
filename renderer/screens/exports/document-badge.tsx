import { OctagonX, ShieldCheck, ShieldQuestionMark } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DocumentAttestation } from '#shared/model/attestation.ts';
import { text } from '../../text/en.ts';
import { Tip } from '../../ui/kit/button.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { refusalOf } from './signing-words.ts';

const icons = { verified: ShieldCheck, failed: OctagonX, unverified: ShieldQuestionMark } as const;

type BadgeProps = Readonly<{
  of: DocumentAttestation;
  /** The reason below the word, where there is little room. */
  lines?: boolean;
}>;

/** The badge of a document: a word, its reason and a shape. The tip says why a signer refused, or that there is nothing to attest. */
export function DocumentBadge({ of: one, lines = false }: BadgeProps): ReactNode {
  const { badge, reason, attestable, signings } = one;
  if (attestable !== 'yes' && reason === 'none-found')
    return (
      <Tip text={text.signing.cannot[attestable]}>
        <span className="text-3">—</span>
      </Tip>
    );
  const words = text.signing.badge(badge, reason);
  const [last] = signings;
  const why = reason === 'signer-refused' && last ? (refusalOf(last.outcome) ?? words) : words;
  return (
    <Tip text={why}>
      <span className="document-badge" data-badge={badge}>
        <Icon of={icons[badge]} size={15} />
        {lines ? (
          <span className="document-badge-lines">
            {text.signing.badges[badge]} <span className="text-2">{text.signing.reasons[reason]}</span>
          </span>
        ) : (
          words
        )}
      </span>
    </Tip>
  );
}
