import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
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
