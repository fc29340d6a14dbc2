import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** How long the page that leads to the console is kept for the browser to read. */
const PAGE_MS = 15_000;

/**
 * Opens an address in the user's browser, as far as the system has a way. The address holds a secret, and every user of the
 * machine can read command lines: so the command line names a page that only this user can read, and the page leads on.
 *
 * @returns what removes the page, if it is still there
 */
export function openBrowser(address: string): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'stellaops-'));
  const page = join(folder, 'console.html');
  writeFileSync(page, pageTo(address), { mode: 0o600, flag: 'wx' });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  setTimeout(remove, PAGE_MS).unref();
  const [program, ...parameters] = opener(page);
  const child = spawn(program, parameters, { stdio: 'ignore', detached: true });
  // No desktop, no browser: the address was printed.
  child.on('error', () => undefined);
  child.unref();
  return remove;
}

function pageTo(address: string): string {
  return `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>StellaOps</title><script>location.replace(${JSON.stringify(address)})</script>`;
}

function opener(page: string): [program: string, ...parameters: string[]] {
  if (process.platform === 'darwin') return ['open', page];
  if (process.platform === 'win32') return ['explorer.exe', page];
  return ['xdg-open', pathToFileURL(page).href];
}
