import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { OwnedFile } from '#shared/model/fact.ts';
import { type RootPath, normalisePath, printPath } from '#shared/model/root-path.ts';
import { type PathBudget, type RpmFile, readFileList } from '#engine/formats/rpm/read-file-list.ts';
import type { RpmHeader } from '#engine/formats/rpm/read-header.ts';

type Algorithm = NonNullable<OwnedFile['digest']>['alg'];

/** OpenPGP hash numbers (RFC 9580 §9.5) of the algorithms that the model has. */
const ALGORITHMS: Readonly<Record<number, { readonly alg: Algorithm; readonly digits: number }>> = {
  1: { alg: 'md5', digits: 32 },
  2: { alg: 'sha1', digits: 40 },
  8: { alg: 'sha256', digits: 64 },
  10: { alg: 'sha512', digits: 128 },
};
/** What a header without the tag means. */
const MD5 = 1;
const GHOST = 64;
const NORMAL = 0;

/** Files of a package, in the header's order, directories among them; and the names that could not be taken. */
export function rpmFiles(
  header: RpmHeader,
  budget: PathBudget,
): { files: readonly OwnedFile[]; diagnostics: readonly Diagnostic[] } {
  const algorithm = ALGORITHMS[header.integer('fileDigestAlgorithm') ?? MD5];
  const files: OwnedFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of readFileList(header, budget)) {
    // Without the slash that every path has, the usual one is normal already and is not taken apart.
    const path = normalisePath(file.path.startsWith('/') ? file.path.slice(1) : file.path);
    if (path === undefined) {
      diagnostics.push({
        code: 'malformed',
        what: 'rpm file path',
        found: printPath(file.path),
        expected: 'a path inside the root',
      });
      continue;
    }
    const digest = algorithm && digestOf(file, algorithm);
    const optional = (file.flags & GHOST) !== 0 || file.state !== NORMAL;
    files.push(owned(path, digest, optional));
  }
  return { files, diagnostics };
}

/** Written out, not spread: this runs for every file of every package. */
function owned(path: RootPath, digest: OwnedFile['digest'], optional: boolean): OwnedFile {
  if (digest === undefined) return optional ? { path, optional } : { path };
  return optional ? { path, digest, optional } : { path, digest };
}

/** Nothing for what has no content, and for a text that cannot be a digest of this kind: it would only seem to be checked. */
function digestOf(
  { digest: hex }: RpmFile,
  { alg, digits }: { alg: Algorithm; digits: number },
): OwnedFile['digest'] | undefined {
  return hex.length === digits && /^[0-9a-f]+$/.test(hex) ? { alg, hex } : undefined;
}
