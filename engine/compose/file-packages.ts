import type { Fact } from '#shared/model/fact.ts';
import { composeCargo } from './languages/cargo.ts';
import { composeDeclared } from './languages/declared.ts';
import { composeGolang } from './languages/golang.ts';
import { composeJava } from './languages/java.ts';
import { composeNpm } from './languages/npm.ts';
import { composeNuget } from './languages/nuget.ts';
import { composePypi } from './languages/pypi.ts';
import type {
  ComposedFilePackage,
  FactOf,
  FileFacts,
  FilePackageComposer,
  FilePackageContext,
} from './file-package-composer.ts';
import type { ComposeInput } from './input.ts';
import type { Ownership } from './ownership.ts';

/** Every ecosystem's composer; their order means nothing. */
const COMPOSERS: readonly FilePackageComposer[] = [
  composeCargo,
  composeDeclared,
  composeJava,
  composeGolang,
  composeNpm,
  composeNuget,
  composePypi,
];

/** All packages that lie in the tree as files or are built into one. */
export function composeFilePackages(input: ComposeInput, ownership: Ownership): ComposedFilePackage[] {
  const context: FilePackageContext = { input, ownership, filesWith: (kind) => filesWith(input, kind) };
  return COMPOSERS.flatMap((compose) => compose(context));
}

function filesWith<K extends Fact['kind']>(input: ComposeInput, kind: K): FileFacts<K>[] {
  const found: FileFacts<K>[] = [];
  for (const file of input.statedFiles) {
    if (file.sha256 === undefined) continue;
    const facts = input
      .factsOf(file.sha256)
      .flatMap(({ fact, analyzer }) => (isKind(fact, kind) ? [{ fact, analyzer }] : []));
    if (facts.length > 0) found.push({ file, facts });
  }
  return found;
}

function isKind<K extends Fact['kind']>(fact: Fact, kind: K): fact is FactOf<K> {
  return fact.kind === kind;
}
