import { describe, expect, it } from 'vitest';
import type { GoBuildFact } from '#shared/model/facts/go.ts';
import { diagnosticsOf, factsOf } from '#shared/model/outcome.ts';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { elfFile, machoFile, type MadeElf, peFile, universalFile } from '#engine/testing/executable-files.ts';
import { inlineBuildInfo, moduleText, pointerProgram } from '#engine/testing/go-build-info.ts';
import { goBinary } from './index.ts';

const MODULES = moduleText([
  'path\texample.com/m',
  'mod\texample.com/m\tv1.2.3\th1:m=',
  'dep\texample.com/d\tv0.1.0\th1:d=',
]);
const INLINE = inlineBuildInfo('go1.22.3', MODULES);

const read = (bytes: Uint8Array): readonly GoBuildFact[] =>
  factsOf(goBinary.analyze({ bytes })).filter((fact) => fact.kind === 'go-build');

/** What is stated, without citations. */
const stated = (bytes: Uint8Array) =>
  read(bytes).map(({ slice, goVersion, mainPackage, main, modules }) =>
    [
      slice,
      goVersion.text,
      mainPackage,
      `${main?.path} ${main?.version}`,
      ...modules.map((one) => `${one.path} ${one.version}`),
    ].join(' | '),
  );

const SAID = 'go1.22.3 | example.com/m | example.com/m v1.2.3 | example.com/d v0.1.0';
const info = (name: string, data: Uint8Array = INLINE) => [
  { name: 'x', data: Buffer.from('text') },
  { name, data, writable: true },
];

describe('language/go-binary', () => {
  it.for<[name: string, bytes: Uint8Array, want: string[]]>([
    ['ELF', elfFile(info('.go.buildinfo')), [` | ${SAID}`]],
    ['ELF without section headers', elfFile(info('.data'), { withoutSections: true }), [` | ${SAID}`]],
    ['PE', peFile(info('.data')), [` | ${SAID}`]],
    ['Mach-O', machoFile('__DATA', info('__go_buildinfo')), [` | ${SAID}`]],
    [
      'universal Mach-O',
      universalFile(
        [7, 12].map((cpu) => ({ cpu: cpu + 0x0100_0000, bytes: machoFile('__DATA', info('__go_buildinfo')) })),
      ),
      [`x86_64 | ${SAID}`, `arm64 | ${SAID}`],
    ],
    ['text that is not aligned', elfFile(info('.data', Buffer.concat([Buffer.alloc(8), INLINE]))), []],
    ['a copy in constants', elfFile([{ name: '.rodata', data: INLINE }]), []],
    [
      'no modules',
      elfFile(info('.go.buildinfo', inlineBuildInfo('go1.22.3', Buffer.alloc(0)))),
      [' | go1.22.3 |  | undefined undefined'],
    ],
  ])('%s', ([, bytes, want]) => {
    expect(stated(bytes)).toEqual(want);
  });

  it.for<MadeElf>([{ wide: true }, { wide: false }, { wide: true, order: 'be' }, { wide: false, order: 'be' }])(
    'strings by pointers: %j',
    (options) => {
      expect(stated(pointerProgram('go1.16.4', MODULES, options))).toEqual([
        ` | ${SAID.replace('go1.22.3', 'go1.16.4')}`,
      ]);
    },
  );

  it('cites the marker, and what it reads by it', () => {
    const bytes = elfFile(info('.go.buildinfo'));
    const [fact] = read(bytes);
    const text = (cited: GoBuildFact['goVersion']['cited'] | undefined) =>
      cited?.segments.map(({ from, to }) => bytes.toString('latin1', from, to));
    expect(text(fact?.goVersion.cited)).toEqual(['\xff Go buildinf:', 'go1.22.3']);
    expect(text(fact?.modules[0]?.cited)).toEqual(['\xff Go buildinf:', '\ndep\texample.com/d\tv0.1.0\th1:d=\n']);
    for (const { from, to } of fact?.modules[0]?.cited.segments ?? [])
      for (let at = from; at < to; at++) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(read(changed)[0]?.modules, `byte ${at}`).not.toEqual(fact?.modules);
      }
  });

  it('a length that leads outside the file is said', () => {
    const bytes = elfFile(
      info('.go.buildinfo', Buffer.concat([INLINE.subarray(0, 32), Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f])])),
    );
    expect(diagnosticsOf(goBinary.analyze({ bytes }))).toMatchObject([
      { code: 'malformed', what: 'Go build information' },
    ]);
  });

  it('survives every cut and any change', () => {
    for (const bytes of [elfFile(info('.go.buildinfo')), pointerProgram('go1.16.4', MODULES)]) {
      const all = (some: Uint8Array): unknown => goBinary.analyze({ bytes: some });
      readsEveryPrefix(bytes, all);
      readsFlippedBytes(bytes, all, { runs: 1000 });
    }
  });
});
