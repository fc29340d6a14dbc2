import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { elfFile, machoFile, peFile } from '#engine/testing/executable-files.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, tar } from '#engine/testing/tar.ts';

const crate = (name: string, source: string, more: object = {}) => ({ name, version: '1.0.0', source, ...more });

/** A program of its own that needs two crates, one of them a local one, and a third to build. */
const APP = [
  crate('app', 'local', { root: true, dependencies: [1, 2, 3] }),
  crate('serde', 'crates.io', { dependencies: [4] }),
  crate('helper', 'local', { dependencies: [4] }),
  crate('cc', 'crates.io', { kind: 'build' }),
  crate('itoa', 'crates.io'),
];

const section = (packages: readonly object[]) => [{ name: '.dep-v0', data: deflateSync(JSON.stringify({ packages })) }];

async function found(bytes: Uint8Array) {
  const { components, diagnostics } = await scanInMemory([tar([file('app', bytes)])]);
  return {
    rows: components.flatMap(({ key, type, name, version, details, dependencies }) => [
      `${key.replace(/[0-9a-f]{64}/, '')} ${type} ${name} ${version}`,
      ...['buildDependencies', 'cratesWithoutRegistry', 'cargoTraces'].flatMap((one) => details[one] ?? []),
      ...dependencies.map(({ to, kind }) => `  ${kind} ${to}`),
    ]),
    problems: diagnostics.map(({ code, where }) => `${code} ${where?.path}`),
  };
}

const APP_ROWS = [
  'bin:sha256: cargo app 1.0.0',
  'cc 1.0.0',
  'helper 1.0.0 (local)',
  '  contains pkg:cargo/itoa@1.0.0',
  '  contains pkg:cargo/serde@1.0.0',
  '  declares pkg:cargo/serde@1.0.0',
  'pkg:cargo/itoa@1.0.0 cargo itoa 1.0.0',
  'pkg:cargo/serde@1.0.0 cargo serde 1.0.0',
  '  declares pkg:cargo/itoa@1.0.0',
];

describe('composeCargo', () => {
  it.for([
    ['ELF', elfFile(section(APP))],
    ['PE', peFile(section(APP))],
    ['Mach-O', machoFile('__DATA', section(APP))],
  ] as const)('crates of a program: %s', async ([, bytes]) => {
    expect(await found(bytes)).toEqual({ rows: APP_ROWS, problems: [] });
  });

  it('a program from the registry is its own crate', async () => {
    const packages = [crate('ripgrep', 'crates.io', { root: true, dependencies: [1] }), crate('memchr', 'crates.io')];
    expect((await found(elfFile(section(packages)))).rows).toEqual([
      'pkg:cargo/memchr@1.0.0 cargo memchr 1.0.0',
      'pkg:cargo/ripgrep@1.0.0 cargo ripgrep 1.0.0',
      '  contains pkg:cargo/memchr@1.0.0',
      '  declares pkg:cargo/memchr@1.0.0',
    ]);
  });

  it('a damaged list names nothing, and is told', async () => {
    expect(await found(elfFile([{ name: '.dep-v0', data: Buffer.from('damaged') }]))).toEqual({
      rows: ['bin:sha256: bin app null'],
      problems: ['malformed app'],
    });
  });

  it('mentions of crates are told and are no components', async () => {
    const text = '/root/.cargo/registry/src/index.crates.io-6f17d22bba15001f/memchr-2.7.4/src/lib.rs';
    expect((await found(elfFile([{ name: '.rodata', data: Buffer.from(text) }]))).rows).toEqual([
      'bin:sha256: bin app null',
      'memchr 2.7.4',
    ]);
  });
});
