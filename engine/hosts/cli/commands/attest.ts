import { readFileSync } from 'node:fs';
import { systemClock } from '#engine/ports/clock.ts';
import { EngineError, keyFileSigner, makeExport, signDocument } from '#engine/run/index.ts';
import type { SignerRefusalCode } from '#shared/model/attestation.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Output, writeResult } from '../output.ts';
import { type CommonOptions, effectiveConfig, oneImage, withStore } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { documentWish } from './document-wish.ts';

export type AttestFlags = CommonOptions &
  Readonly<{
    key: string;
    passphraseFile?: string;
    format?: string;
    view?: string;
    profile?: string;
    name?: string;
    componentVersion?: string;
    output?: string;
  }>;

/** What each refusal is in words. */
const REFUSALS: Readonly<Record<SignerRefusalCode, string>> = {
  unreadable: 'the key or its passphrase cannot be read',
  'no-private-key': 'there is no private key in PEM in it',
  'no-passphrase': 'the key is encrypted: give --passphrase-file',
  'wrong-passphrase': 'the passphrase does not open the key',
  unsupported: 'keys of this kind are not used: ECDSA P-256, P-384 and P-521, Ed25519, RSA of 2,048 bits on are',
  policy: 'the configuration lets other keys sign (signing.keys)',
  plan: 'the plan does not include signing',
};

/** Refused because of who asks, and not because of what was given. */
const NOT_AUTHORISED: ReadonlySet<SignerRefusalCode> = new Set(['policy', 'plan']);

/**
 * `attest IMAGE --key FILE`: makes and keeps a document, and signs that it is about the image. When the key is refused the document is
 * kept all the same; exit 3 where it may not sign, 1 where it cannot.
 */
export function attestCommand(reference: string, flags: AttestFlags, output: Output): Promise<number> {
  const wish = documentWish(flags.format ?? 'cdx-json', flags);
  const { config } = effectiveConfig(flags);
  const { key, passphraseFile } = flags;
  const signer = keyFileSigner({
    path: key,
    passphrase:
      passphraseFile === undefined
        ? null
        : passphraseFile === '-'
          ? { text: readFileSync(0, 'utf8') }
          : { path: passphraseFile },
    allowed: config.signing.keys,
  });
  return withStore(flags, async (store) => {
    const image = await oneImage(store, reference);
    const { name } = config.emit;
    const made = await makeExport(store, image, { ...wish, name }, config);
    if (!made)
      throw new UsageError(`Cannot find what is in ${image.imageId}: scan the image again`, {
        exitCode: exitCodes.notFound,
        code: 'not-found',
      });
    const document = {
      ...made,
      kind: wish.format === 'bom-index' ? 'bom-index' : 'sbom',
      format: wish.format,
      layer: null,
    };
    const { outcome, bundle } = await signDocument(
      { store, clock: systemClock, signer },
      image,
      document,
      new AbortController().signal,
    ).catch((error: unknown) => {
      if (error instanceof EngineError) throw new UsageError(error.message, { code: error.code });
      throw error;
    });
    if (bundle && flags.output !== undefined) await writeResult(flags.output, bundle, output);
    const result = { imageId: image.imageId, document: made.id, fileName: made.fileName, ...outcome };
    // The bundle alone, where it goes to the same place.
    if (flags.output !== '-' || !bundle) {
      if (flags.json) await output.json(result);
      else {
        await output.line(`document     ${made.id}  ${made.fileName}`);
        if (outcome.kind === 'signed') {
          const { algorithm, name: signedBy, keyId } = outcome.signer;
          await output.line(`attestation  sha256:${outcome.attestation}  ${signedBy}  ${algorithm}  ${keyId}`);
        } else {
          const { code, detail } = outcome.refusal;
          await output.line(
            `not attested: ${outcome.name} refused: ${REFUSALS[code]}${detail === null ? '' : ` (${detail})`}`,
          );
        }
      }
    }
    if (outcome.kind === 'signed') return exitCodes.complete;
    return NOT_AUTHORISED.has(outcome.refusal.code) ? exitCodes.notAuthorised : exitCodes.failure;
  });
}
