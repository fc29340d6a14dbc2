import { zstdCompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { zip } from '#engine/testing/zip.ts';
import { contentInMemory } from './file-content.ts';
import { openContainer } from './open-container.ts';

const text = 'groupId=g\n';
const inner = zip([{ name: 'META-INF/pom.properties', content: text }]);
const outer = zip([{ name: 'lib/caf\xe9.jar', content: inner, method: 0 }]);
const opened = async (bytes: Uint8Array, container: readonly string[]) => {
  const file = await openContainer(contentInMemory(bytes, sha256(bytes), 'layer'), container);
  return [Buffer.from(await file.read(0, file.size)).toString(), file.sha256];
};

it.for<[name: string, bytes: Uint8Array, container: string[]]>([
  ['a member', inner, ['META-INF/pom.properties']],
  ['a member of a member, its name printed', outer, [String.raw`lib/caf\xe9.jar`, 'META-INF/pom.properties']],
  ['zstd', zstdCompressSync(Buffer.from(text)), ['zstd']],
])('%s', async ([, bytes, container]) => {
  expect(await opened(bytes, container)).toEqual([text, sha256(text)]);
});

it.for<[name: string, bytes: Uint8Array, container: string[]]>([
  ['no such member', inner, ['other']],
  ['no archive', Buffer.from('text'), ['other']],
  ['no zstd', Buffer.from('text'), ['zstd']],
])('refused: %s', async ([, bytes, container]) => {
  await expect(opened(bytes, container)).rejects.toMatchObject({ reason: 'unsupported-container' });
});
