import type { Component, Licence } from '#shared/model/component.ts';
import type { Evidence } from '#shared/model/evidence.ts';
import type { LicenceFact } from '#shared/model/fact.ts';
import type { Distro } from '#shared/model/image.ts';
import { printPath, type RootPath } from '#shared/model/root-path.ts';
import { osPackagePurl } from '#shared/text/os-package-purl.ts';
import type { ComposeInput, DatabaseRow, DatabaseState } from './input.ts';
import { prove } from './locate.ts';
import type { Ownership } from './ownership.ts';
import { followRows, type RowHistory } from './row-history.ts';
import { spdxExpression } from './spdx-expression.ts';

/** Every package of one kind of database, those that a later layer removed included (`layers.removed` is set then). */
export function composePackages(
  input: ComposeInput,
  states: readonly DatabaseState[],
  distro: Distro | null,
  ownership: Ownership,
): Component[] {
  const keyOf = (row: DatabaseRow): string => purlOf(row, distro) ?? ownKey(row.fact);
  return followRows(states, keyOf).map((history) => componentOf(input, states, history, distro, ownership));
}

/** Key of a package that has no purl: opkg's type is not registered. */
function ownKey({ type, name, version, arch }: DatabaseRow['fact']): string {
  return `${type}:${name}@${version}${arch === null ? '' : `?arch=${arch}`}`;
}

function purlOf({ fact }: DatabaseRow, distro: Distro | null): string | null {
  return osPackagePurl({ ...fact, distro });
}

function componentOf(
  input: ComposeInput,
  states: readonly DatabaseState[],
  history: RowHistory,
  distro: Distro | null,
  ownership: Ownership,
): Component {
  const { key, row, layers } = history;
  const { fact, file } = row;
  const removed = layers.removed !== null;
  const licences = licencesOf(input, row, removed);
  const owned = removed ? { files: [], missingFiles: [] } : ownership.filesOf(row, key);
  return {
    key,
    purl: purlOf(row, distro),
    type: fact.type,
    name: fact.name,
    version: fact.version,
    arch: fact.arch,
    source: fact.source,
    state: fact.state,
    origin: 'package-db',
    layers,
    licences: licences.map(({ licence }) => licence),
    details: fact.details,
    occurrences: [{ path: printPath(file.path), layer: file.lastModified }],
    dependencies: [],
    files: owned.files,
    missingFiles: owned.missingFiles,
    evidence: [
      ...prove(
        { source: 'os-package-database', method: 'manifest-analysis', proves: 'component', analyzer: row.analyzer },
        fact.cited,
        file,
        input.layers,
      ),
      ...licences.flatMap(({ evidence }) => evidence),
      ...removalOf(input, states, history),
    ],
  };
}

type ProvenLicence = { licence: Licence; evidence: Evidence[] };

/** The row's own licence field; for dpkg, which has none, the machine-readable copyright file of the package. */
function licencesOf(input: ComposeInput, row: DatabaseRow, removed: boolean): ProvenLicence[] {
  const { fact, file } = row;
  if (fact.licence) {
    const { text, cited } = fact.licence;
    return [
      { licence: licenceOf(text), evidence: prove({ ...LICENCE, analyzer: row.analyzer }, cited, file, input.layers) },
    ];
  }
  if (fact.type !== 'deb' || removed) return [];
  const copyright = input.tree.resolve(`usr/share/doc/${fact.name}/copyright` as RootPath);
  if (copyright?.sha256 === undefined) return [];
  const byText = new Map<string, ProvenLicence>();
  for (const stated of input.factsOf(copyright.sha256)) {
    if (stated.fact.kind !== 'licence') continue;
    const { text, cited }: LicenceFact = stated.fact;
    const evidence = prove({ ...LICENCE, analyzer: stated.analyzer }, cited, copyright, input.layers);
    const same = byText.get(text);
    if (same) same.evidence.push(...evidence);
    else byText.set(text, { licence: licenceOf(text), evidence });
  }
  return [...byText.values()].sort((a, b) => (a.licence.text < b.licence.text ? -1 : 1));
}

const LICENCE = { source: 'declared-licence', method: 'manifest-analysis', proves: 'licence' } as const;

function licenceOf(text: string): Licence {
  return { text, spdx: spdxExpression(text) };
}

/**
 * What proves that a row is gone: the whiteout of its file, else the database that lacks it. A file that gave way to something of
 * another type leaves no proof that could be read again, so none is stated.
 */
function removalOf(input: ComposeInput, states: readonly DatabaseState[], { layers, row }: RowHistory): Evidence[] {
  if (layers.removed === null) return [];
  const state = states[layers.removed] as DatabaseState;
  const claim = { method: 'manifest-analysis', proves: 'removal', analyzer: row.analyzer } as const;
  const absence = state.absences.get(row.file.path);
  if (absence) return [{ ...claim, source: 'whiteout', locator: absence }];
  const file = state.files.find(({ path }) => path === row.file.path) ?? state.files[0];
  const layer = file && input.layers[file.lastModified];
  if (!layer) return [];
  const locator = {
    layerIndex: layer.index,
    diffId: layer.diffId,
    path: printPath(file.path),
    container: [],
    kind: 'absence',
    segments: [],
    sha256: file.sha256,
  } as const;
  return [{ ...claim, source: 'os-package-database', locator }];
}
