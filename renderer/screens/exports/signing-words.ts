import type { SigningOutcome } from '#shared/model/attestation.ts';
import { text } from '../../text/en.ts';

/** Why a signer refused, in one line; undefined: it signed. */
export function refusalOf(outcome: SigningOutcome): string | undefined {
  if (outcome.kind === 'signed') return undefined;
  const { name, refusal } = outcome;
  return text.signing.refused(name, text.signing.refusal(refusal.code, refusal.detail));
}

/** What came of a signing, for whoever asked for it. */
export function outcomeWords(outcome: SigningOutcome): string {
  if (outcome.kind === 'signed') return text.signing.done(outcome.signer.name);
  const { name, refusal } = outcome;
  return text.signing.kept(name, text.signing.refusal(refusal.code, refusal.detail));
}
