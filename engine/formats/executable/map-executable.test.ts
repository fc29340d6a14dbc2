import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elfFile, machoFile, type MadeSection, peFile, universalFile } from '#engine/testing/executable-files.ts';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { mapExecutable } from './map-executable.ts';
import { fileRange, firstData, type MappedImage, type MappedRange } from './mapped-image.ts';

const SECTIONS: readonly MadeSection[] = [
  { name: '.text', data: Buffer.from('code') },
  { name: '.data', data: Buffer.from('values'), writable: true },
];

const MACHO = machoFile('__DATA', SECTIONS);

const FILES: readonly [name: string, bytes: Buffer][] = [
  ['ELF, 64 bits', elfFile(SECTIONS)],
  ['ELF, 32 bits', elfFile(SECTIONS, { wide: false })],
  ['ELF, 64 bits, big endian', elfFile(SECTIONS, { order: 'be' })],
  ['ELF, 32 bits, big endian', elfFile(SECTIONS, { wide: false, order: 'be' })],
  ['PE', peFile(SECTIONS)],
  ['Mach-O', MACHO],
];

const textAt = (bytes: Buffer, range: MappedRange | undefined) =>
  range && bytes.toString('latin1', range.at.from, range.at.to);

describe.for(FILES)('%s', ([, bytes]) => {
  const [image] = mapExecutable(bytes) as [MappedImage];

  it('names the bytes of each section, and finds them by address', () => {
    for (const { name, data } of SECTIONS) {
      const section = image.sections.find((one) => one.name === name);
      expect(textAt(bytes, section)).toBe(Buffer.from(data).toString());
      expect(fileRange(image, section?.address ?? -1)?.from).toBe(section?.at.from);
    }
    expect(fileRange(image, 1)).toBeUndefined();
  });

  it('survives every cut and any change', () => {
    readsEveryPrefix(bytes, mapExecutable, 3);
    readsFlippedBytes(bytes, mapExecutable, { runs: 1000 });
  });
});

describe('mapExecutable', () => {
  it.for([FILES[0], FILES[4]] as [string, Buffer][])('writable data: %s', ([, bytes]) => {
    const [image] = mapExecutable(bytes) as [MappedImage];
    expect(textAt(bytes, firstData(image))).toBe('values');
  });

  it('has segments, and no sections, where the table of sections is gone', () => {
    const [image] = mapExecutable(elfFile(SECTIONS, { withoutSections: true })) as [MappedImage];
    expect([image.sections.length, image.segments.length]).toEqual([0, 2]);
  });

  it('has the slices of a universal file, at their places in it', () => {
    const bytes = universalFile([
      { cpu: 0x0100_0007, bytes: MACHO },
      { cpu: 0x0100_000c, bytes: MACHO },
    ]);
    const images = mapExecutable(bytes);
    expect(images.map(({ slice }) => slice)).toEqual(['x86_64', 'arm64']);
    for (const image of images) expect(textAt(bytes, image.sections[1])).toBe('values');
    readsFlippedBytes(bytes, mapExecutable, { runs: 1000, within: [0, 48] });
  });

  it('finds nothing in any other bytes', () => {
    const head = fc.constantFrom('\x7fELF\x02\x01', 'MZ', '\xcf\xfa\xed\xfe', '\xca\xfe\xba\xbe\0\0\0\x02');
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 300 }), (magic, rest) =>
        readsOrRefuses(Buffer.concat([Buffer.from(magic, 'latin1'), rest]), mapExecutable, magic),
      ),
      { numRuns: 1000 },
    );
  });
});
