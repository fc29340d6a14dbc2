import { z } from 'zod';
import { keyOfSpki, readPublicKey } from '#engine/attest/trust-key.ts';
import type { TrustedKey } from '#engine/attest/verify-attestation.ts';
import type { TrustKey } from '#shared/model/attestation.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { TrustRoots } from './engine.ts';

/** Beginning of the settings that keep the keys, by their ids. */
const TRUST_ROOT = 'trust-root.';
const MAX_KEYS = 200;

const keptSchema = z.object({
  name: z.string(),
  use: z.enum(['signer', 'log']),
  spki: z.string(),
  addedAtMs: z.number(),
});

/** Why a text is no key. Nothing of it is repeated. */
const REFUSALS = { private: 'private-key', 'no-key': 'no-key', unsupported: 'unsupported-key' } as const;

/** Public keys that the user trusts, in the data folder. */
export class TrustRootService implements TrustRoots {
  readonly #context: EngineContext;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  async list(): Promise<readonly TrustKey[]> {
    return (await this.#kept()).map(({ id, name, use, algorithm, addedAtMs }) => ({
      id,
      name,
      use,
      algorithm,
      addedAtMs,
    }));
  }

  async add(name: string, use: TrustKey['use'], pem: string): Promise<{ id: Sha256 }> {
    const key = readPublicKey(pem);
    if (typeof key === 'string') throw new EngineError({ kind: REFUSALS[key] });
    const kept = await this.#kept();
    if (kept.length >= MAX_KEYS) throw new EngineError({ kind: 'many-keys', most: MAX_KEYS });
    const { store, clock } = this.#context;
    const spki = Buffer.from(key.spki).toString('base64');
    const value = { name: name.trim() === '' ? key.id.slice(0, 12) : name.trim(), use, spki, addedAtMs: clock.now() };
    await store.writer.setSetting(`${TRUST_ROOT}${key.id}`, JSON.stringify(value));
    return { id: key.id };
  }

  async remove(id: Sha256): Promise<boolean> {
    const there = (await this.#kept()).some((key) => key.id === id);
    await this.#context.store.writer.setSetting(`${TRUST_ROOT}${id}`, null);
    return there;
  }

  /** For checks. */
  async keys(): Promise<readonly TrustedKey[]> {
    return await this.#kept();
  }

  async #kept(): Promise<(TrustedKey & TrustKey)[]> {
    const settings = await this.#context.store.reader.listSettings(TRUST_ROOT);
    return settings.flatMap(({ value }) => {
      const kept = keptSchema.safeParse(JSON.parse(value)).data;
      const key = kept && keyOfSpki(Buffer.from(kept.spki, 'base64'));
      return key ? [{ ...key, name: kept.name, use: kept.use, addedAtMs: kept.addedAtMs }] : [];
    });
  }
}
