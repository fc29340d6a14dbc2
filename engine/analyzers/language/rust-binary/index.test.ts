import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { elfFile, machoFile, universalFile } from '#engine/testing/executable-files.ts';
import { rustBinary } from './index.ts';

const LIST = deflateSync(
  JSON.stringify({ packages: [{ name: 'app', version: '0.1.0', source: 'local', root: true }] }),
);
const ELF = elfFile([
  { name: '.text', data: Buffer.from('code') },
  { name: '.dep-v0', data: LIST },
]);

const analyze = (bytes: Uint8Array) => rustBinary.analyze({ bytes });

describe('language/rust-binary', () => {
  it('cites the compressed list; every byte of it counts', () => {
    const facts = factsOf(analyze(ELF));
    const at = ELF.indexOf(LIST);
    expect(facts).toMatchObject([
      { kind: 'cargo-audit', slice: null, cited: { segments: [{ from: at, to: at + LIST.length }] } },
    ]);
    for (let place = at; place < at + LIST.length; place++) {
      const changed = Buffer.from(ELF);
      changed[place] = (changed[place] ?? 0) ^ 0x10;
      expect(factsOf(analyze(changed)), `byte ${place}`).not.toEqual(facts);
    }
  });

  it('reads each slice of a universal file', () => {
    const slice = machoFile('__DATA', [{ name: '.dep-v0', data: LIST }]);
    const bytes = universalFile([0x0100_0007, 0x0100_000c].map((cpu) => ({ cpu, bytes: slice })));
    expect(factsOf(analyze(bytes))).toMatchObject([{ slice: 'x86_64' }, { slice: 'arm64' }]);
  });

  it('survives every cut and any change', () => {
    readsEveryPrefix(ELF, analyze);
    readsFlippedBytes(ELF, analyze, { runs: 1000 });
  });
});
