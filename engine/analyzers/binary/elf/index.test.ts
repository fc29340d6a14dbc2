import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { limits } from '#engine/bytes/limits.ts';
import { runFileAnalyzer } from '#engine/analyzers/host.ts';
import { elfDynamic as dynamic, elfNote as note, elfOf as program } from '#engine/testing/elf-files.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { elf } from './index.ts';

const analyze = (bytes: Uint8Array) => elf.analyze({ bytes });

/** Strings lie right behind the headers and the interpreter's path. */
const strings = Buffer.from('\0libc.so.6\0liba.so.1\0$ORIGIN/../lib\0caf\xe9\0', 'latin1');
const good = (more: readonly (readonly [number, number])[] = []): Buffer => {
  const interp = Buffer.from('/lib64/ld.so\0');
  const notes = Buffer.concat([
    note('GNU', 3, Buffer.from('c0ffee', 'hex')),
    note('FDO', 0xcafe1a7e, Buffer.from('{"type":"deb","name":"a","n":1}\0')),
  ]);
  const at = 64 + 56 * 5 + interp.length;
  return program([
    [3, interp],
    [0x70000000, strings],
    [
      2,
      dynamic([[5, at], [10, strings.length], [1, 1], [1, 11], [14, 36], [29, 21], [0x6ffffffb, 0x08000800], ...more]),
    ],
    [4, notes],
  ]);
};

describe('binary/elf', () => {
  it('states what the loader reads', () => {
    const [fact] = factsOf(analyze(good()));
    expect(fact).toMatchObject({
      class: 64,
      order: 'le',
      type: 3,
      machine: 62,
      interp: '/lib64/ld.so',
      dynamic: true,
      needed: ['libc.so.6', 'liba.so.1'],
      soname: String.raw`caf\xe9`,
      rpath: null,
      runpath: '$ORIGIN/../lib',
      dtFlags1: 0x08000800,
      buildId: 'c0ffee',
      packageNote: { type: 'deb', name: 'a' },
    });
  });

  it('a static program, and one of the other byte order', () => {
    const [fact] = factsOf(analyze(program([], { order: 'be' })));
    expect(fact).toMatchObject({ order: 'be', machine: 62, dynamic: false, interp: null, needed: [] });
  });

  it.for<[name: string, bytes: Buffer, want: RegExp]>([
    ['another format', Buffer.from('#!/bin/sh\n'), /no ELF magic/],
    ['an unknown class', Buffer.concat([Buffer.from('\x7fELF\x03\x01', 'latin1'), Buffer.alloc(60)]), /class 3/],
    ['a name outside of its table', good([[1, 5000]]), /a name at 5000/],
    [
      'a version beyond the file',
      good([
        [0x6ffffffe, 3],
        [0x6fffffff, 0xffffffff],
      ]),
      /.*/,
    ],
  ])('refused or bounded: %s', ([, bytes, want]) => {
    const outcome = runFileAnalyzer(elf, bytes);
    if (outcome.status === 'failed') expect(JSON.stringify(outcome.diagnostics)).toMatch(want);
    else expect(factsOf(outcome)).toHaveLength(1);
  });

  it('a file that ends inside its header, and an empty build id, are cited as far as they go', () => {
    const cut = program([]).subarray(0, 60);
    cut.writeUInt16LE(0, 56);
    expect(factsOf(analyze(cut))[0]?.cited.segments).toEqual([{ from: 0, to: 60 }]);
    expect(factsOf(analyze(program([[4, note('GNU', 3, Buffer.alloc(0))]])))[0]).toMatchObject({ buildId: null });
    expect(factsOf(analyze(program([[4, note('GNU', 3, Buffer.alloc(1025, 1))]])))[0]).toMatchObject({ buildId: null });
  });

  it('a hundred thousand entries cannot make one long name that often', () => {
    const long = Buffer.from(`\0${'x'.repeat(4096)}\0`);
    const bytes = program([
      [0x70000000, long],
      [2, dynamic([[5, 64 + 56 * 3], [10, long.length], ...Array.from({ length: 5000 }, () => [1, 1] as const)])],
    ]);
    const { elfNameBytes: limit } = limits;
    expect(runFileAnalyzer(elf, bytes)).toMatchObject({
      status: 'failed',
      diagnostics: [{ code: 'limit-exceeded', what: 'ELF names', limit }],
    });
  });

  it('survives every cut, and any change of a hand-made and of a real program', () => {
    readsEveryPrefix(good(), analyze);
    for (const file of [good(), readFileSync(process.execPath).subarray(0, 4096)]) {
      const change = fc.tuple(fc.nat(file.length - 1), fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xff));
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
          const bytes = Buffer.from(file);
          for (const [at, value] of changes) bytes[at] = value;
          readsOrRefuses(bytes, analyze, JSON.stringify(changes));
        }),
        { numRuns: 1000 },
      );
    }
  });
});
