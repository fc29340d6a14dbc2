import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One text file of the project. `path` is relative to the root, with slashes. */
export type ProjectFile = Readonly<{ path: string; text: string }>;

/** What a rule has to say. A note is listed; an error fails the check. */
export type Finding = Readonly<{ level: 'note' | 'error'; path: string; text: string }>;

/** A rule over all text files; pure, so that its test can plant what it must find. */
export type Rule = (files: readonly ProjectFile[]) => Finding[];

/** Not ours to write by hand, or not kept. */
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', '.git', '.cache', 'testdata', 'generated', '__golden__']);
const SKIPPED_FILES = /^(assets\/schemas\/.*\.json|LICENSE|package-lock\.json)$/;

/** Reads every text file that people write, in path order. A file with a NUL byte is no text. */
export function readProjectFiles(root: string): ProjectFile[] {
  const files: ProjectFile[] = [];
  for (const path of walk(root, '')) {
    const text = readFileSync(join(root, path), 'utf8');
    if (!text.includes('\0')) files.push({ path, text });
  }
  return files;
}

function* walk(root: string, folder: string): Generator<string> {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!SKIPPED_FOLDERS.has(entry.name)) yield* walk(root, path);
    } else if (entry.isFile() && !SKIPPED_FILES.test(path)) yield path;
  }
}

/** Lines as an editor counts them: a final line feed ends the last line and begins none. */
export function countLines(text: string): number {
  const feeds = text.split('\n').length - 1;
  return text === '' || text.endsWith('\n') ? feeds : feeds + 1;
}
