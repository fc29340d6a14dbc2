import type { SourceKind } from '#engine/formats/javascript/module-request.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import { type NodeFiles, parentOf } from './files.ts';

/** How Node takes a file, and the package.json that says so. `none`: not a source: data, an addon, another language. */
export type Kind = Readonly<{ kind: SourceKind | 'none'; package?: RootPath }>;

/** Suffixes of what holds no requests. Every other file that is loaded is taken for CommonJS (`require.extensions`). */
const NO_SOURCE = /\.(json|node|wasm|css|html|txt|md|map)$/;

/** @see nodejs.org/api/packages.html#determining-module-system */
export function kindOf(files: NodeFiles, path: RootPath): Kind {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (NO_SOURCE.test(name)) return { kind: 'none' };
  if (/\.m[jt]s$/.test(name)) return { kind: 'module' };
  if (/\.c[jt]s$/.test(name)) return { kind: 'commonjs' };
  const byPackage = /\.[jt]s$/.test(name) || !name.includes('.', 1);
  if (!byPackage) return { kind: 'detect' };
  const scope = files.scopeOf(parentOf(path));
  if (scope === undefined) return { kind: 'detect' };
  // Node ends with an error where it cannot be read.
  if ('unreadable' in scope) return { kind: 'detect', package: scope.path };
  // Without a suffix it is a module for import alone; require tries it as CommonJS first.
  const type = scope.type === 'module' && !/\.[jt]s$/.test(name) ? 'detect' : scope.type;
  return { kind: type ?? 'detect', package: scope.path };
}
