import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import {
  authenticode,
  PeSectionData,
  resourceTree,
  u32s,
  utf16,
  versionInfo,
  versionNode,
  withCertificate,
} from '#engine/testing/pe-files.ts';
import { file, tar } from '#engine/testing/tar.ts';

it('an executable that nobody names says what its headers say, once for all of its places', async () => {
  // Enough of a real program for its header; its dynamic section lies further back, so nothing of that is stated.
  const head = readFileSync('/proc/self/exe').subarray(0, 64);
  const bytes = Buffer.concat([head, Buffer.alloc(100)]);
  bytes.writeUInt16LE(0, 56);
  const { components } = await scanInMemory([tar([file('a', bytes), file('b', bytes), file('c.sh', '#!/bin/sh\n')])]);
  expect(components.map(({ type, name, details, occurrences }) => ({ type, name, details, occurrences }))).toEqual([
    {
      type: 'bin',
      name: 'a',
      details: {
        format: 'elf',
        size: '164',
        reason: 'no package lists it, and it names none itself',
        machine: { 62: 'x86-64', 183: 'aarch64' }[head.readUInt16LE(18)],
        'object-type': 'executable',
        linking: 'static',
      },
      occurrences: [
        { path: 'a', layer: 0 },
        { path: 'b', layer: 0 },
      ],
    },
  ]);
});

it('a program for Windows that nobody names says what it imports, and what its version and its signature claim', async () => {
  const data = new PeSectionData();
  const imports = data.add(u32s(data.thunks('Sleep'), 0, 0, data.text('KERNEL32.dll'), 0x1000), u32s(0, 0, 0, 0, 0));
  const text = (key: string, value: string) => versionNode(key, 1, utf16(value));
  const strings = [text('CompanyName', ' Example '), text('ProductName', ' '), text('toString', 'x')];
  const info = versionInfo(versionNode('040904b0', 1, Buffer.alloc(0), ...strings));
  const tree = data.add(resourceTree(data.next, 16, info));
  const bytes = withCertificate(data.file({ 1: [imports, 40], 2: [tree, 88] }), authenticode(Buffer.alloc(32)));
  const { components } = await scanInMemory([tar([file('a.exe', bytes)])]);
  expect(components.map(({ type, name, details }) => ({ type, name, details }))).toEqual([
    {
      type: 'bin',
      name: 'a.exe',
      details: {
        format: 'pe',
        size: String(bytes.length),
        reason: 'no package lists it, and it names none itself',
        machine: 'x86-64',
        'object-type': 'executable',
        subsystem: '0',
        needed: 'KERNEL32.dll',
        'company-name': 'Example',
        'fixed-file-version': '1.2.3.4',
        'stated-signer': String.raw`CN=Example\, Ltd,C=GB`,
        'signature-digest': 'sha256 different',
      },
    },
  ]);
});
