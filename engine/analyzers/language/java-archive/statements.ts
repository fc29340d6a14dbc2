import type { JavaArchiveFact, MavenStatement } from '#shared/model/facts/java.ts';
import { textOf } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readBundleLicence } from '#engine/formats/jar/read-bundle-licence.ts';
import { readManifest } from '#engine/formats/jar/read-manifest.ts';
import { readPom } from '#engine/formats/jar/read-pom.ts';
import { type Coordinates, readPomProperties } from '#engine/formats/jar/read-pom-properties.ts';

/** Attributes that say what a jar is called. No Maven group among them: a vendor's id or a bundle's name may be anything. */
const NAMES = [
  'automatic-module-name',
  'bundle-name',
  'bundle-symbolicname',
  'bundle-version',
  'implementation-title',
  'implementation-vendor',
  'implementation-vendor-id',
  'implementation-version',
  'main-class',
  'specification-title',
  'specification-version',
];

/** Of one value; a name is rarely longer than a line. */
const MOST_CHARS = 500;

/** Attributes by which a launcher finds further archives: the JAR specification's, and Spring Boot's. */
const LOADS = ['class-path', 'spring-boot-lib'];

/** A build that did not fill in its own placeholder states no version. */
const PLACEHOLDER = /[${}@]/;

/** What a manifest says of its archive. */
export type ManifestNames = Pick<JavaArchiveFact, 'names' | 'version' | 'licences' | 'loads' | 'instruments'>;

export const NO_NAMES: ManifestNames = { names: {}, version: null, licences: [], loads: {}, instruments: false };

/** @param container members that lead to the manifest, itself included */
export function namesOf(manifest: Uint8Array, container: readonly string[]): ManifestNames {
  const attributes = readManifest(byteString(manifest));
  const stated = (name: string, read: (value: string) => readonly string[]) => {
    const { value = '', range } = attributes.get(name) ?? {};
    if (range === undefined) return [];
    const cited = cite(manifest, 'lines', [lineRange(range.from, range.to)], container);
    return read(textOf(value)).map((text) => ({ text: text.slice(0, MOST_CHARS), cited }));
  };
  const filled = (value: string): string[] => (value === '' || PLACEHOLDER.test(value) ? [] : [value]);
  const valuesOf = (wanted: readonly string[], most: number): Record<string, string> =>
    Object.fromEntries(
      wanted.flatMap((name) => {
        const value = attributes.get(name)?.value;
        return value === undefined || value === '' ? [] : [[name, textOf(value).slice(0, most)]];
      }),
    );
  return {
    names: valuesOf(NAMES, MOST_CHARS),
    version: [...stated('implementation-version', filled), ...stated('bundle-version', filled)][0] ?? null,
    licences: stated('bundle-license', readBundleLicence),
    loads: valuesOf(LOADS, limits.manifestClassPath),
    instruments: attributes.has('weave-classes'),
  };
}

/** @param container members that lead to the file, the file included */
export function fromProperties(bytes: Uint8Array, container: readonly string[]): MavenStatement | undefined {
  const coordinates = readPomProperties(byteString(bytes));
  return coordinates && statement(bytes, coordinates, container, 'lines', []);
}

/** @param container members that lead to the file, the file included */
export function fromPom(bytes: Uint8Array, container: readonly string[]): MavenStatement | undefined {
  const { coordinates, licences } = readPom(byteString(bytes));
  const cited = licences.map(({ value, range }) => ({
    text: textOf(value),
    cited: cite(bytes, 'bytes', [range], container),
  }));
  return coordinates && statement(bytes, coordinates, container, 'bytes', cited);
}

function statement(
  bytes: Uint8Array,
  { group, artifact, version, ranges }: Coordinates,
  container: readonly string[],
  kind: 'lines' | 'bytes',
  licences: MavenStatement['licences'],
): MavenStatement {
  const cited = kind === 'lines' ? ranges.map(({ from, to }) => lineRange(from, to)) : ranges;
  return {
    group: textOf(group),
    artifact: textOf(artifact),
    version: textOf(version),
    member: container.at(-1) ?? '',
    licences,
    cited: cite(bytes, kind, cited, container),
  };
}
