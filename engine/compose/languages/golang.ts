import type { Component, Dependency } from '#shared/model/component.ts';
import type { GoBuildFact, GoModule } from '#shared/model/facts/go.ts';
import { printPath, splitPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { formatPurl } from '#shared/text/purl.ts';
import { fileComponent } from '../file-component.ts';
import type { ComposedFilePackage, FilePackageContext } from '../file-package-composer.ts';
import type { ComposeInput } from '../input.ts';
import { prove } from '../locate.ts';
import { goDetails } from './go-details.ts';

/** What a module is called after its replacement; no version where none is stated. */
type Identity = Readonly<{ path: string; version: string | null; details: Readonly<Record<string, string>> }>;

/**
 * Modules that Go programs were built from, and the standard library. A program is its main module, which contains the others. One
 * without a main module, such as Go's own tools, stays a `bin:` that contains them.
 */
export function composeGolang({ input, ownership, filesWith }: FilePackageContext): ComposedFilePackage[] {
  return filesWith('go-build').flatMap(({ file, facts }) =>
    facts.flatMap(({ fact, analyzer }) => {
      const contained = [standardLibrary(fact, analyzer, file, input), ...modulesOf(fact, analyzer, file, input)];
      const dependencies = contained.map((one): Dependency => ({
        to: one.component.key,
        kind: 'contains',
        ...one.stated,
      }));
      const main = fact.main && moduleComponent(fact.main, analyzer, file, input);
      const details = goDetails(fact);
      if (main) {
        ownership.claim(file.inode, main.component.key);
        const component = { ...main.component, details: { ...details, ...main.component.details }, dependencies };
        return [{ component, statedBy: [file] }, ...contained.map(composed)];
      }
      // The package that owns the file installs what is in it; else the file itself is there to contain it.
      const owned = ownership.isOwned(file);
      const others = contained.map(({ component }) => ({ component, statedBy: owned ? [file] : [] }));
      return owned
        ? others
        : [{ component: program(file, fact, analyzer, details, dependencies, input), statedBy: [] }, ...others];
    }),
  );
}

type Contained = Readonly<{ component: Component; stated: Readonly<{ stated?: string }> }>;

const composed = ({ component }: Contained): ComposedFilePackage => ({ component, statedBy: [] });

function modulesOf(fact: GoBuildFact, analyzer: string, file: TreeNode, input: ComposeInput): Contained[] {
  return fact.modules.flatMap((module) => moduleComponent(module, analyzer, file, input) ?? []);
}

function claimOf(analyzer: string) {
  return { source: 'build-info', method: 'binary-analysis', proves: 'component', analyzer } as const;
}

function moduleComponent(
  module: GoModule,
  analyzer: string,
  file: TreeNode,
  input: ComposeInput,
): Contained | undefined {
  const { path, version, details } = goIdentity(module);
  const purl = purlOf(path, version);
  if (purl === undefined) return undefined;
  const component = fileComponent({
    key: purl,
    purl,
    type: 'golang',
    name: path,
    version,
    origin: 'build-info',
    details,
    occurrences: [{ node: file }],
    evidence: prove(claimOf(analyzer), module.cited, file, input.layers),
  });
  return { component, stated: module.replacement === null ? {} : { stated: `${module.path} ${module.version}` } };
}

/** A folder, and not a module path: Go demands this beginning of a local replacement. */
const LOCAL = /^(?:\.{1,2}(?:[/\\]|$)|[/\\]|[A-Za-z]:[/\\])/;

/**
 * A module that replaces another is what was built. A folder that replaces it has no identity of its own: the module keeps its
 * path, but its version is not what was built.
 */
export function goIdentity({ path, version, sum, replacement }: GoModule): Identity {
  const details = (text: string): Record<string, string> => (text === '' ? {} : { sum: text });
  if (replacement === null) return { path, version: versionOf(version), details: details(sum) };
  const original = version === '' ? path : `${path} ${version}`;
  if (LOCAL.test(replacement.path))
    return {
      path,
      version: null,
      details: { replacedBy: replacement.path, ...(version === '' ? {} : { required: version }) },
    };
  return {
    path: replacement.path,
    version: versionOf(replacement.version),
    details: { ...details(replacement.sum), replaces: original },
  };
}

/** Go writes `(devel)` where it knows none. */
function versionOf(stated: string): string | null {
  return stated === '' || stated === '(devel)' ? null : stated;
}

function purlOf(path: string, version: string | null): string | undefined {
  const cut = path.lastIndexOf('/');
  const namespace = cut < 0 ? null : path.slice(0, cut);
  return formatPurl({ type: 'golang', namespace, name: path.slice(cut + 1), version, qualifiers: {}, subpath: null });
}

/** `go1.22.3`, also with experiments and vendors behind it; a development version names no release. */
const RELEASE = /^go(\d+(?:\.\d+)*(?:(?:rc|beta)\d+)?)/;

/** Version of the standard library that a program was built with. */
export function goRelease({ goVersion }: GoBuildFact): string | null {
  return RELEASE.exec(goVersion.text)?.[1] ?? null;
}

function standardLibrary(fact: GoBuildFact, analyzer: string, file: TreeNode, input: ComposeInput): Contained {
  const { text, cited } = fact.goVersion;
  const version = goRelease(fact);
  const purl = purlOf('stdlib', version) ?? 'pkg:golang/stdlib';
  const component = fileComponent({
    key: purl,
    purl,
    type: 'golang',
    name: 'stdlib',
    version,
    origin: 'build-info',
    details: { goVersion: text },
    occurrences: [{ node: file }],
    evidence: prove(claimOf(analyzer), cited, file, input.layers),
  });
  return { component, stated: {} };
}

function program(
  file: TreeNode,
  fact: GoBuildFact,
  analyzer: string,
  details: Readonly<Record<string, string>>,
  dependencies: readonly Dependency[],
  input: ComposeInput,
): Component {
  const key = `bin:sha256:${file.sha256 ?? ''}`;
  return fileComponent({
    key,
    purl: null,
    type: 'bin',
    name: printPath(splitPath(file.path)[1]),
    version: null,
    origin: 'file',
    details,
    dependencies,
    occurrences: [{ node: file }],
    evidence: prove(claimOf(analyzer), fact.goVersion.cited, file, input.layers),
  });
}
