import type { Sha256 } from '#shared/model/digest.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { Outcome } from '#shared/model/outcome.ts';
import { dataFolder } from '../data-folder.ts';
import { ReadConnection } from './sqlite/connection.ts';
import { findFact } from './tables/file-facts.ts';

/** Cached facts, synchronously, for worker threads. It cannot write. */
export type FactReader = Disposable &
  Readonly<{
    get(sha256: Sha256, analyzerKey: string): Outcome<Fact> | undefined;
    close(): void;
  }>;

/** The folder must have been opened as a store before. @throws StoreError `not-a-catalog`, `newer-catalog` */
export function openFactReader(dataDir: string, tenant = 'local'): FactReader {
  const connection = ReadConnection.open(dataFolder(dataDir).catalog);
  const close = (): void => connection.close();
  return {
    get: (sha256, analyzerKey) => findFact(connection.sql, tenant, sha256, analyzerKey),
    close,
    [Symbol.dispose]: close,
  };
}
