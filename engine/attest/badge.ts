import type { Badge, BadgeReason } from '#shared/model/attestation.ts';

/** What the steps found, as far as the badge depends on it. */
export type BadgeFacts = Readonly<{
  /** It has a signature, whosever. */
  signed: boolean;
  /** The signer's key is one that the user trusts. */
  trusted: boolean;
  /** null: there was no key to check it with. */
  signature: boolean | null;
  /** A subject is the image. */
  subject: boolean;
  /** There is an entry of a log. */
  logged: boolean;
  /** Nothing about that entry failed. */
  proof: boolean;
  /** Nothing about the payload failed. */
  payload: boolean;
}>;

/**
 * The badge and its reason. A check that failed is said first, whatever else holds; *verified* needs all three of trust root,
 * signature and subject.
 *
 * @see ui.md 3.9, point 50
 */
export function badgeOf(facts: BadgeFacts): Readonly<{ badge: Badge; reason: BadgeReason }> {
  const { signed, trusted, signature, subject, logged, proof, payload } = facts;
  if (signature === false) return { badge: 'failed', reason: 'signature' };
  if (!subject) return { badge: 'failed', reason: 'subject' };
  if (logged && !proof) return { badge: 'failed', reason: 'proof' };
  if (!payload) return { badge: 'failed', reason: 'payload' };
  if (!signed) return { badge: 'unverified', reason: 'not-signed' };
  if (!trusted) return { badge: 'unverified', reason: 'no-trust-root' };
  return signature === null
    ? { badge: 'unverified', reason: 'not-checked' }
    : { badge: 'verified', reason: 'verified' };
}
