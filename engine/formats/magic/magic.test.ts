import { readFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { detectCompression } from './compression.ts';
import { detectContentKind } from './content-kind.ts';

describe('detectCompression', () => {
  it.for([
    ['gzip', gzipSync('x')],
    ['zstd', zstdCompressSync('x')],
    ['zstd', Uint8Array.of(0x5e, 0x2a, 0x4d, 0x18)],
    ['xz', Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)],
    ['bzip2', Buffer.from('BZh91AY&SY')],
    ['none', Buffer.from('BZh9 is a name')],
    ['none', Buffer.from('etc/passwd')],
    ['none', new Uint8Array()],
  ] as const)('%s', ([kind, bytes]) => {
    expect(detectCompression(bytes)).toBe(kind);
  });
});

describe('detectContentKind', () => {
  it.for([
    ['script', '#!/bin/sh\n'],
    ['elf', '\x7fELF\x02'],
    ['pe', 'MZ'],
    ['macho', '\xcf\xfa\xed\xfe'],
    ['macho', '\xfe\xed\xfa\xce'],
    ['macho', '\xca\xfe\xba\xbe\0\0\0\x02'],
    ['macho', '\xca\xfe\xba\xbf\0\0\0\x02'],
    ['none', '\xca\xfe\xba\xbf\0\0\0\x34'],
    ['java-class', '\xca\xfe\xba\xbe\0\0\0\x34'],
    ['none', '\xca\xfe\xba\xbe\0'],
    ['zip', 'PK\x03\x04'],
    ['zip', 'PK\x05\x06'],
    ['none', 'PKGINFO'],
    ['ar', '!<arch>\n'],
    ['wasm', '\0asm'],
    ['none', 'x'],
    ['none', ''],
  ] as const)('%s for %j', ([kind, text]) => {
    expect(detectContentKind(Buffer.from(text, 'latin1'))).toBe(kind);
  });

  test('the program that runs this is an executable', () => {
    expect(['elf', 'macho', 'pe']).toContain(detectContentKind(readFileSync(process.execPath).subarray(0, 16)));
  });
});
