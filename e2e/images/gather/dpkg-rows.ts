import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/tools.ts';
import { escapeBytes } from './escape-bytes.ts';

/** A row as dpkg-query prints it: the identity, and every other field that can change while the version stays. */
export type DpkgRow = Readonly<{
  name: string;
  version: string;
  arch: string;
  source: Readonly<{ name: string; version: string }>;
  state: string;
  others: string;
  /** Paths in the package's list file, no leading slash; the root itself left out. */
  listed: readonly string[];
}>;

const FIELDS = ['Package', 'Version', 'Architecture', 'source:Package', 'source:Version', 'db:Status-Status'];
const OTHERS = [
  'db:Status-Want',
  'db:Status-Eflag',
  'Section',
  'Priority',
  'Multi-Arch',
  'Essential',
  'Protected',
  'Origin',
  'binary:Synopsis',
  'Homepage',
  'Bugs',
  'Maintainer',
  'Original-Maintainer',
  'Built-Using',
  'Installed-Size',
];

/** States in which files of the package are in the tree. */
const PRESENT = /^(installed|unpacked|half-installed|half-configured|triggers-awaited|triggers-pending)$/;

/** What dpkg-query says about an unpacked tree: the packages that are present. */
export function dpkgRows(tree: string): DpkgRow[] {
  const admin = join(tree, 'var/lib/dpkg');
  const format = [...FIELDS, ...OTHERS].map((field) => `\${${field}}`).join('\\t');
  return run('dpkg-query', ['--admindir', admin, '-W', '-f', `${format}\\n`])
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', version = '', arch = '', sourceName = '', sourceVersion = '', state = '', ...others] =
        line.split('\t');
      const source = { name: sourceName, version: sourceVersion };
      return { name, version, arch, source, state, others: others.join('\t'), listed: listed(admin, name, arch) };
    })
    .filter(({ state }) => PRESENT.test(state));
}

function listed(admin: string, name: string, arch: string): string[] {
  const file = [`${name}:${arch}.list`, `${name}.list`].map((base) => join(admin, 'info', base)).find(existsSync);
  if (file === undefined) return [];
  return linesOf(file)
    .filter((line) => line !== '' && line !== '/.')
    .map((line) => line.slice(1));
}

/** The diversions of an unpacked tree: the contested path, where it went, and the package that may use the name. */
export function diversions(tree: string): { contested: string; to: string; by: string }[] {
  const file = join(tree, 'var/lib/dpkg/diversions');
  if (!existsSync(file)) return [];
  const lines = linesOf(file);
  return Array.from({ length: Math.floor(lines.length / 3) }, (_, i) => {
    const [contested = '', to = '', by = ''] = lines.slice(3 * i, 3 * i + 3);
    return { contested: contested.slice(1), to: to.slice(1), by };
  });
}

/** Lines as printed text (contracts §2). */
function linesOf(file: string): string[] {
  return readFileSync(file, 'latin1')
    .split('\n')
    .map((line) => escapeBytes(Buffer.from(line, 'latin1')));
}
