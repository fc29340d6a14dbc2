import type { ComponentType } from '#shared/model/component.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { JavaArchiveFact, MavenStatement } from '#shared/model/facts/java.ts';
import { printPath, type RootPath } from '#shared/model/root-path.ts';
import type { RootView } from '#shared/model/tree.ts';
import { crateKey } from './languages/cargo.ts';
import { declaredName, declaredPlace } from './languages/declared.ts';
import { goIdentity, goRelease } from './languages/golang.ts';
import { javaIdentity } from './languages/java-identity.ts';
import { archiveName, shadedInto } from './languages/java.ts';
import { isInstalledNpm, npmPurl } from './languages/npm.ts';
import { nugetPackage } from './languages/nuget.ts';
import { isInterpreter, pythonPlace } from './languages/pypi.ts';

/** A package that a file states, and which file: printed, with `!/` before what lies in an archive. */
export type StatedPackage = Readonly<{ type: ComponentType; name: string; version: string | null; path: string }>;

/**
 * Facts that state a package's name and version by themselves. Left out are those that say less: `cargo-trace` and `go-markers` are
 * traces and prove no version; an assembly's version (`dotnet-assembly`) is not that of its package; the notes in ELF and PE files
 * are claims of whoever built them; lists of files, origins, installers, licences and releases are about a package that another file
 * states.
 */
export const STATING: readonly Fact['kind'][] = [
  'package',
  'declared-package',
  'cargo-audit',
  'dotnet-deps',
  'go-build',
  'java-archive',
  'node-package',
  'python-metadata',
];

/**
 * What a file states of packages, by the rules of compose as far as they need no merged tree. `beside` is what lies in the same layer:
 * packages that count only where their files are (Composer, deps.json, Java runtimes) are stated only if these are in it.
 */
export function statedPackages(fact: Fact, path: RootPath, beside: Pick<RootView, 'find'>): readonly StatedPackage[] {
  const at = printPath(path);
  switch (fact.kind) {
    case 'package':
      return fact.state === 'installed' ? [{ type: fact.type, name: fact.name, version: fact.version, path: at }] : [];
    case 'node-package':
      return isInstalledNpm(path) && npmPurl(fact) !== undefined
        ? [{ type: 'npm', name: fact.name, version: fact.version, path: at }]
        : [];
    case 'python-metadata':
      return pythonPlace(path) && !isInterpreter(fact)
        ? [{ type: 'pypi', name: fact.name, version: fact.version, path: at }]
        : [];
    case 'declared-package':
      return declaredPlace(fact, path, beside)
        ? [{ type: fact.type, name: declaredName(fact), version: fact.version, path: at }]
        : [];
    case 'go-build':
      return [
        ...[...(fact.main ? [fact.main] : []), ...fact.modules].map((module): StatedPackage => {
          const { path: name, version } = goIdentity(module);
          return { type: 'golang', name, version, path: at };
        }),
        { type: 'golang', name: 'stdlib', version: goRelease(fact), path: at },
      ];
    case 'cargo-audit':
      return fact.crates.flatMap((crate): StatedPackage[] =>
        crateKey(crate, {}) === undefined
          ? []
          : [{ type: 'cargo', name: crate.name, version: crate.version, path: at }],
      );
    case 'dotnet-deps':
      return fact.libraries.flatMap((library): StatedPackage[] => {
        const present = nugetPackage(library, fact, path, (place) => beside.find(place));
        return present ? [{ type: 'nuget', name: present.name, version: library.version, path: at }] : [];
      });
    case 'java-archive':
      return mavenPackages(fact, path);
    default:
      return [];
  }
}

function mavenPackages(fact: JavaArchiveFact, path: RootPath): StatedPackage[] {
  const inside = [printPath(path), ...fact.container];
  const main = javaIdentity(fact, archiveName(fact, { path }));
  const stated = ({ group, artifact, version }: MavenStatement, members: readonly string[]): StatedPackage => ({
    type: 'maven',
    name: `${group}:${artifact}`,
    version,
    path: members.join('!/'),
  });
  return [
    ...(main ? [stated(main.stated, inside)] : []),
    ...shadedInto(fact, main?.purl).map((one) => stated(one.stated, [...inside, one.stated.member])),
  ];
}
