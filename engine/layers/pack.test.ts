import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { PackReader, PackWriter } from './pack.ts';

const sources = [
  Buffer.from('#!/bin/sh\n'),
  Buffer.alloc(0),
  randomBytes(700_000),
  Buffer.from('x'.repeat(262_144)),
  randomBytes(3),
];

function pack(list: readonly Uint8Array[]): Buffer {
  const pieces: Uint8Array[] = [];
  const writer = new PackWriter((bytes) => pieces.push(new Uint8Array(bytes)));
  for (const source of list) {
    for (let i = 0; i < source.length; i += 100_000) writer.add(source.subarray(i, i + 100_000));
    writer.end(sha256(source));
  }
  writer.finish();
  return Buffer.concat(pieces);
}

const open = (bytes: Buffer) =>
  PackReader.open(bytes.length, (at, length) => Promise.resolve(bytes.subarray(at, at + length)));

test('every source comes back, whatever frames it lies in', async () => {
  const reader = await open(pack([...sources, ...sources]));
  for (const source of sources)
    expect(Buffer.from((await reader.read(sha256(source))) ?? 'missing').equals(source)).toBe(true);
  expect(await reader.read(sha256('never added'))).toBeUndefined();
});

test('sources that are read in the order of their places inflate each frame once', async () => {
  const lines = Array.from({ length: 1000 }, (_, i) => Buffer.from(`source ${i}\n`.repeat(100)));
  const bytes = pack(lines);
  const reads: number[] = [];
  const reader = await PackReader.open(bytes.length, (at, length) => {
    reads.push(at);
    return Promise.resolve(bytes.subarray(at, at + length));
  });
  const places = lines.map((line) => reader.placeOf(sha256(line)) ?? -1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  reads.length = 0;
  for (const line of lines) expect(Buffer.from((await reader.read(sha256(line))) ?? 'missing').equals(line)).toBe(true);
  // 1.09 MB in frames of 256 KiB.
  expect(reads.length).toBe(new Set(reads).size);
  expect(reads.length).toBe(5);
  expect(reader.placeOf(sha256('never added'))).toBeUndefined();
});

test('a damaged pack is refused', async () => {
  const good = pack(sources);
  for (const bad of [
    Buffer.alloc(0),
    good.subarray(0, -1),
    Buffer.from(good).fill(0, good.length - 40, good.length - 20),
  ]) {
    await expect(open(bad)).rejects.toMatchObject({ diagnostic: { code: 'malformed' } });
  }
});
