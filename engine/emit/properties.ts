/** One own property: a row of the table in this folder's README. */
export type PropertyRow = Readonly<{
  meaning: string;
  /** Grammar of the value, for a reader that wants to parse it. */
  value: string;
  /** The object that carries it. */
  on: 'document' | 'image' | 'component' | 'licence';
}>;

const row = (on: PropertyRow['on'], value: string, meaning: string): PropertyRow => ({ meaning, value, on });

const LAYER = '`<index> <diffID>`, index from the base, which is 0';
const PROOF = 'canonical JSON: analyzer, source and locator (`stellaops schema locator`)';

/**
 * Every own property of every document, by name. Facts that a package database states are `stellaops.os.<fact>`; all others are
 * `stellaops:<area>:<fact>`. A name is never used again for another meaning.
 */
export const PROPERTIES = {
  'stellaops.os.analyzer': row('component', '`<id>@<version>`', 'Analyzer that read the package database'),
  'stellaops.os.architecture': row('component', 'text', 'Architecture, as the package manager writes it'),
  'stellaops.os.state': row(
    'component',
    'word',
    "dpkg's third status word; `installed` where the database knows no states",
  ),
  'stellaops.os.source.package': row('component', 'text', 'Name of the source package'),
  'stellaops.os.source.version': row('component', 'text', 'Version of the source package'),
  'stellaops.os.epoch': row('component', 'integer', 'Epoch, where one is stated; 0 included'),
  'stellaops.os.release': row('component', 'text', 'Release part of the version'),
  'stellaops.os.vendor': row('component', 'text', 'Vendor, as the package states it'),
  'stellaops.os.origin': row('component', 'text', 'Origin, as the package states it'),
  'stellaops.os.source-rpm': row('component', 'file name', 'Source package of an rpm'),
  'stellaops.os.modularity-label': row('component', '`name:stream:version:context`', 'Module that an rpm belongs to'),
  'stellaops.os.multi-arch': row('component', 'word', 'deb: field Multi-Arch, such as `same`'),
  'stellaops.os.build-time': row('component', 'integer', 'Time of the build, seconds since 1970'),
  'stellaops.os.install-time': row('component', 'integer', 'Time of the installation, seconds since 1970'),
  'stellaops.os.installed-size': row('component', 'integer', 'Stated size of the installed files, bytes'),
  'stellaops.os.maintainer': row('component', 'text', 'Maintainer, as the package states it'),
  'stellaops.os.homepage': row('component', 'text', 'Home page, as the package states it'),
  'stellaops.os.virtual': row('component', '`true`', 'A name that stands for other packages (apk)'),
  'stellaops.os.transitional': row('component', '`true`', 'A package without content of its own (deb)'),
  'stellaops.os.want': row('component', 'word', "dpkg's first status word, where it is not `install`"),
  'stellaops.os.error-flag': row('component', 'word', "dpkg's second status word, where it is not `ok`"),
  'stellaops.os.<fact>': row(
    'component',
    'text',
    'Any further fact that the row of the package database states, by its field',
  ),
  'stellaops:component:type': row('component', 'type of the purl, `opkg` or `bin`', 'What kind of component it is'),
  'stellaops:component:origin': row(
    'component',
    '`package-db`, `metadata`, `build-info` or `file`',
    'How the component became known',
  ),
  'stellaops:component:occurrence': row(
    'component',
    '`<index> <diffID> <printed path>`',
    'One place of the component; full profile, in formats that have no member for it',
  ),
  'stellaops:evidence:component': row(
    'component',
    PROOF,
    'Proof of the component; full profile, in formats that have no member for it',
  ),
  'stellaops:component:<fact>': row(
    'component',
    'text',
    'Any further fact about a component that is no package of the operating system',
  ),
  'stellaops:component:used-by-entrypoint': row(
    'component',
    '`reached`, `notReached`, `possible` or `open`',
    "Does the image's start lead to it; `possible`: a hop that may be taken does; `open`: something that is not known may",
  ),
  'stellaops:annotation:<fact>': row(
    'component',
    'text',
    'What an annotator from outside says, as `<plug-in id>:<name>`; its claim, not proven here',
  ),
  'stellaops:layer:introduced': row('component', LAYER, 'Layer since which the component is there without a break'),
  'stellaops:layer:record-written': row('component', LAYER, 'Topmost layer that wrote the database now cited'),
  'stellaops:layer:last-modified': row('component', LAYER, 'Topmost layer that changed what is stated about it'),
  'stellaops:layer:removed': row('component', LAYER, 'First layer from which it stays absent'),
  'stellaops:composition:merkle-root': row(
    'image',
    '`sha256:<hex>`',
    'Root of the tree over the documents of the layers (`_composition.json`)',
  ),
  'stellaops:composition:uri': row('image', 'path in the store', 'Where the list of the documents of the layers is'),
  'stellaops:layer:chain-id': row('image', '`sha256:<hex>`', 'ChainID of the layer that a fragment is about'),
  'stellaops:edge:contains': row('component', 'bom-ref', 'Component that lies inside the file of this one'),
  'stellaops:edge:installs': row('component', 'bom-ref', 'Component whose files this package of the OS owns'),
  'stellaops:edge:declares': row(
    'component',
    'canonical JSON: stated, to',
    'Requirement as written, and the component that satisfies it; full profile',
  ),
  'stellaops:files:present': row('component', 'integer', 'Listed files that are in the final tree'),
  'stellaops:files:missing': row('component', 'integer', 'Listed files that are not in the final tree'),
  'stellaops:files:missing-path': row(
    'component',
    'printed path',
    'One listed file that is not in the final tree; full profile',
  ),
  'stellaops:evidence:licence': row(
    'component',
    PROOF,
    'Proof of a declared licence, or a file with a licence text; full profile',
  ),
  'stellaops:evidence:distro': row('component', PROOF, 'Proof of the distribution; full profile'),
  'stellaops:evidence:removal': row('component', PROOF, 'Proof of a removal; full profile'),
  'stellaops:licence:text': row(
    'licence',
    'text',
    'The licence as declared, where the expression is written otherwise',
  ),
  'stellaops:image:id': row('image', '`sha256:<hex>`', 'Digest of the image config'),
  'stellaops:image:platform': row('image', '`os/architecture[/variant]`', 'Platform that the config states'),
  'stellaops:image:os-version': row('image', 'text', 'OS version that the config states'),
  'stellaops:image:created': row('image', 'text', 'Time of creation, as the config states it'),
  'stellaops:image:entrypoint': row('image', 'JSON list of text', 'ENTRYPOINT'),
  'stellaops:image:cmd': row('image', 'JSON list of text', 'CMD'),
  'stellaops:image:user': row('image', 'text', 'USER'),
  'stellaops:image:working-dir': row('image', 'text', 'WORKDIR'),
  'stellaops:image:layer': row('image', LAYER, 'One layer; from the base up'),
  'stellaops:image:files': row('image', '`<type> <count>`', 'Paths of one file type in the final tree'),
  'stellaops:image:distro': row('image', '`unknown`', 'No file names a distribution, so no purl has a `distro`'),
  'stellaops:document:view': row('document', '`inventory` or `usage`', 'View of the image'),
  'stellaops:document:profile': row(
    'document',
    '`full` or `lean`',
    '`lean` leaves out evidence and names of missing files',
  ),
  'stellaops:usage:outcome': row(
    'document',
    '`resolved`, `partiallyresolved` or `unresolved`',
    "What became of following the image's start",
  ),
  'stellaops:usage:reached': row('document', 'integer', 'Components that the start leads to'),
  'stellaops:usage:not-reached': row('document', 'integer', 'Components that no named mechanism leads to'),
  'stellaops:usage:possible': row('document', 'integer', 'Components that a hop leads to that may be taken'),
  'stellaops:usage:open': row('document', 'integer', 'Components that something may lead to that is not known'),
  'stellaops:incomplete:partial': row('document', '`true`', 'A layer or file could not be read'),
  'stellaops:incomplete:reason': row(
    'document',
    '`<code>: <sentence>`',
    'One thing that is not in the result, and why',
  ),
  'stellaops:incomplete:omitted': row('document', 'integer', 'Further reasons, beyond those listed'),
} as const satisfies Record<string, PropertyRow>;

/** A name that can be written as it stands. */
export type PropertyName = Exclude<keyof typeof PROPERTIES, `${string}<fact>`>;

/** A property as CycloneDX writes it. */
export type Property = Readonly<{ name: string; value: string }>;

/** One property of the table. A lone surrogate, possible in a hostile image config, becomes U+FFFD. */
export function property(name: PropertyName, value: string | number): Property {
  return { name, value: String(value).toWellFormed() };
}

/** An annotation as a property; its name was checked when the plug-in answered. */
export function annotationProperty(name: string, value: string): Property {
  return { name: `stellaops:annotation:${name}`, value: value.toWellFormed() };
}

/** Names of stated facts: words joined by dots, hyphens or humps. */
const FACT = /^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/i;

/**
 * A further stated fact (`Component.details`) as a property. Analyzers name facts in the manner of their format; documents write
 * all names in lower case with hyphens (`sourceRpm` → `source-rpm`).
 *
 * @throws RangeError for a name that is not words joined by dots or hyphens: names come from analyzers, never from images
 */
export function factProperty(area: 'stellaops.os.' | 'stellaops:component:', fact: string, value: string): Property {
  if (!FACT.test(fact)) throw new RangeError(`not a name of a fact: ${fact}`);
  const name = fact.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return { name: `${area}${name}`, value: value.toWellFormed() };
}
