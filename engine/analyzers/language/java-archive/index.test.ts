import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { limits } from '#engine/bytes/limits.ts';
import { readZipDirectory } from '#engine/formats/zip/read-directory.ts';
import { readZipEntry } from '#engine/formats/zip/read-entry.ts';
import { quineZip } from '#engine/testing/zip-quine.ts';
import { zip, type ZipMember } from '#engine/testing/zip.ts';
import type { Fact } from '#shared/model/fact.ts';
import { diagnosticsOf, factsOf, type Outcome } from '#shared/model/outcome.ts';
import { MiB } from '#shared/model/units.ts';
import { javaArchive } from './index.ts';

const MANIFEST: ZipMember = { name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\n' };
const jar = (...members: readonly ZipMember[]): Buffer => zip([MANIFEST, ...members]);
const stored = (name: string, content: Uint8Array): ZipMember => ({ name, content, method: 0 });
/** Compresses to itself, so that no ratio gives it away. */
const noise = randomBytes(6 * MiB);
const properties = (i: number): ZipMember => ({
  name: `META-INF/maven/g/a${i}/pom.properties`,
  content: `groupId=g\nartifactId=a${i}\nversion=1\n`,
  method: 0,
});

const problemsOf = (result: Outcome<Fact>): string[] =>
  diagnosticsOf(result).map(({ code, what }) => `${code}: ${what}`);

const READ = `
import { readFileSync } from 'node:fs';
import { javaArchive } from './index.ts';
const bytes = readFileSync(0);
// The peak of getrusage is that of the process that started this one too.
const peak = () => Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]) / 1024;
const before = peak();
const { facts } = javaArchive.analyze({ bytes });
console.log(JSON.stringify({ archives: facts.length, grownMiB: peak() - before }));
`;

describe('bounds of archives in archives', () => {
  it('a zip in itself', () => {
    const bytes = quineZip();
    const [member] = readZipDirectory(bytes);
    expect(member && Buffer.from(readZipEntry(bytes, member, MiB))).toEqual(bytes);
    const found = javaArchive.analyze({ bytes });
    expect(factsOf(found)).toHaveLength(1 + limits.nestedDepth);
    expect(problemsOf(found)).toEqual([
      `limit-exceeded: depth of archives in ${Array<string>(limits.nestedDepth + 1)
        .fill(member?.name ?? '')
        .join('!/')}`,
    ]);
  });

  it.skipIf(process.platform !== 'linux')('one after the other is one at a time in memory', () => {
    // 16 of 16 MiB each; Node frees a buffer some time after it is left.
    const large = Buffer.alloc(16 * MiB);
    for (let at = 0; at < large.length; at += 1024) large.writeDoubleLE(Math.sin(at), at);
    const inner = jar(stored('x', large));
    const bytes = jar(...Array.from({ length: 16 }, (_, i) => ({ name: `${i}.jar`, content: inner })));
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', READ], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      input: bytes,
    });
    expect(stderr).toBe('');
    const { archives, grownMiB } = JSON.parse(stdout) as { archives: number; grownMiB: number };
    expect(archives).toBe(17);
    expect(grownMiB).toBeLessThan(200);
  });

  it('breadth: ten in each of ten, six deep, are a million', () => {
    let bytes = jar();
    for (let level = 0; level < 6; level++) {
      const inner = bytes;
      bytes = jar(...Array.from({ length: 10 }, (_, i) => stored(`${i}.jar`, inner)));
    }
    const found = javaArchive.analyze({ bytes });
    expect(factsOf(found)).toHaveLength(1 + limits.nestedArchives);
    expect(problemsOf(found)[0]).toMatch(/^limit-exceeded: archives in one file in \d\.jar!\//);
  });

  it.for<[name: string, bytes: Buffer, want: readonly string[]]>([
    [
      'bytes of all, by what each says',
      jar(...Array.from({ length: 5 }, (_, i) => ({ name: `${i}.jar`, content: noise, size: 1000 * MiB }))),
      [
        ...[0, 1, 2, 3].map((i) => `malformed: zip member in ${i}.jar`),
        'limit-exceeded: bytes of archives in one file in 4.jar',
      ],
    ],
    [
      'bytes at once: one in another, both deflated',
      jar({ name: 'a.jar', content: jar({ name: 'b.jar', content: noise, size: 1020 * MiB }) }),
      ['limit-exceeded: bytes of archives in archives at once in a.jar!/b.jar'],
    ],
    [
      'bytes of descriptions, by what each says',
      jar(...Array.from({ length: 33 }, (_, i) => ({ ...properties(i), size: 16 * MiB - 1 }))),
      [
        ...Array.from({ length: 32 }, (_, i) => `malformed: zip member in META-INF/maven/g/a${i}/pom.properties`),
        'limit-exceeded: bytes of descriptions in one file in META-INF/maven/g/a32/pom.properties',
      ],
    ],
    [
      'descriptions',
      zip(Array.from({ length: limits.javaDescriptions + 1 }, (_, i) => properties(i))),
      [`limit-exceeded: descriptions in one file in META-INF/maven/g/a${limits.javaDescriptions}/pom.properties`],
    ],
    [
      'a name that is no path',
      jar(stored(`${'x'.repeat(limits.pathBytes)}.jar`, jar())),
      ['limit-exceeded: name of a zip member'],
    ],
    [
      'a coordinate that is no name',
      jar({ ...properties(0), content: `groupId=${'g'.repeat(256)}\nartifactId=a\nversion=1` }),
      [],
    ],
  ])('%s', ([, bytes, want]) => {
    expect(problemsOf(javaArchive.analyze({ bytes }))).toEqual(want);
  });
});
