import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { Outcome } from '#shared/model/outcome.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import { openFactReader, openStore } from '../index.ts';

const file = sha256('file');
/** Larger than what is kept as text, and with every byte that a name can have. */
const large: Outcome<Fact> = {
  status: 'partial',
  facts: [
    {
      kind: 'file-list',
      files: Array.from({ length: 300 }, (_, i) => ({
        path: `usr/${String.fromCharCode(i & 255 || 1)}${i}` as RootPath,
      })),
    },
  ],
  diagnostics: [{ code: 'malformed', what: 'list', found: 'x' }],
};

describe('the fact reader', () => {
  it('reads what was committed, before and after it was opened', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    using facts = openFactReader(folder.path);
    expect(facts.get(file, 'os/a@1')).toBeUndefined();
    await store.writer.commitFacts([{ sha256: file, analyzerKey: 'os/a@1', outcome: large }]);
    expect(facts.get(file, 'os/a@1')).toEqual(large);
    expect(facts.get(file, 'os/a@2')).toBeUndefined();
  });

  it('takes the last word for a fact', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    const empty: Outcome<Fact> = { status: 'complete', facts: [] };
    await store.writer.commitFacts([{ sha256: file, analyzerKey: 'os/a@1', outcome: large }]);
    await store.writer.commitFacts([{ sha256: file, analyzerKey: 'os/a@1', outcome: empty }]);
    using facts = openFactReader(folder.path);
    expect(facts.get(file, 'os/a@1')).toEqual(empty);
  });

  it('works in a worker thread', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    await store.writer.commitFacts([{ sha256: file, analyzerKey: 'os/a@1', outcome: large }]);
    const module = join(import.meta.dirname, 'fact-reader.ts');
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.module).then(({ openFactReader }) => {
        using facts = openFactReader(workerData.folder);
        parentPort.postMessage(facts.get(workerData.file, 'os/a@1'));
      });`;
    const worker = new Worker(code, { eval: true, workerData: { module, folder: folder.path, file } });
    const [seen] = (await once(worker, 'message')) as [unknown];
    expect(seen).toEqual(large);
    await worker.terminate();
  });

  it('refuses a folder without a catalog', async () => {
    await using folder = await tempFolder();
    expect(() => openFactReader(folder.path)).toThrow(expect.objectContaining({ code: 'not-a-catalog' }));
  });
});
