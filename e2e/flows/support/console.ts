import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, type Page, test as base } from '@playwright/test';
import { builtCopy } from './built-copy.ts';

const program = resolve(builtCopy, 'engine/cli.js');

/** A running `stellaops console` on a data folder of its own. */
export type Console = Readonly<{
  address: string;
  origin: string;
  token: string;
  dataDir: string;
  /** Folder for the test's own files; gone after it. */
  folder: string;
  /** Writes a file there and gives its path. */
  write: (name: string, bytes: Uint8Array) => string;
  /** Runs another command on the same data folder. */
  command: (...parameters: string[]) => Promise<void>;
  /** Starts a second one on the same data folder, which ends with the test. @returns its address, and ms until it had one */
  again: () => Promise<Readonly<{ address: string; ms: number }>>;
  /** Ends the whole console at once. */
  kill: () => Promise<void>;
  /** Sends a signal to its engine process alone. */
  signalEngine: (signal: NodeJS.Signals) => void;
  /** What it wrote to stderr so far: among that why an engine ended. */
  said: () => string;
}>;

/** What must not happen in any journey. */
type Watch = Readonly<{ violations: string[]; strangers: string[]; errors: string[] }>;

/**
 * Tests with a console. Whatever a test does, afterwards no content policy was violated, nothing was asked of another host, and
 * the page logged no error.
 */
export const test = base.extend<{
  console: Console;
  watched: Watch;
  expectedErrors: RegExp[];
  environment: Record<string, string>;
  /** Words of a command line that the console stands behind, such as those of strace; `{folder}` is the test's folder. */
  behind: readonly string[];
  /** Further words of the console's own command line; `{folder}` as above. */
  flags: readonly string[];
}>({
  console: async ({ environment, behind, flags }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'stellaops-e2e-'));
    const dataDir = join(folder, 'data');
    const words = [process.execPath, program, 'console', '--no-open', '--json', '--data', dataDir];
    const placed = [...behind, ...words, ...flags].map((word) => word.replaceAll('{folder}', folder));
    const [command = '', ...rest] = placed;
    const child = spawn(command, rest, {
      env: { ...process.env, ...environment },
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const others: ChildProcess[] = [];
    try {
      const { address, origin, token } = JSON.parse(await firstLine(child)) as Record<
        'address' | 'origin' | 'token',
        string
      >;
      await use({
        address,
        origin,
        token,
        dataDir,
        folder,
        write(name, bytes) {
          const path = join(folder, name);
          writeFileSync(path, bytes);
          return path;
        },
        command: (...parameters) => finished(spawn(process.execPath, [program, ...parameters, '--data', dataDir])),
        async again() {
          const start = performance.now();
          const other = spawn(process.execPath, words.slice(1), { env: { ...process.env, ...environment } });
          others.push(other);
          const { address: where = '' } = JSON.parse(await firstLine(other)) as { address?: string };
          return { address: where, ms: performance.now() - start };
        },
        kill: () => stopped(child, 'SIGKILL'),
        signalEngine: (signal) => void process.kill(childOf(child.pid ?? 0), signal),
        said: () => said,
      });
    } finally {
      for (const one of [child, ...others]) await stopped(one, 'SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    }
  },
  expectedErrors: [[], { option: true }],
  environment: [{}, { option: true }],
  behind: [[], { option: true }],
  flags: [[], { option: true }],
  watched: [
    // Takes the console, so that it is asked before that one goes away.
    async ({ page, expectedErrors, console }, use) => {
      const watch: Watch = { violations: [], strangers: [], errors: [] };
      await page.exposeFunction('reportViolation', (text: string) => watch.violations.push(text));
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
          (window as unknown as { reportViolation: (text: string) => void }).reportViolation(
            `${violatedDirective} ${blockedURI}`,
          );
        });
      });
      page.on('request', (request) => {
        if (new URL(request.url()).hostname !== '127.0.0.1') watch.strangers.push(request.url());
      });
      page.on('pageerror', (error) => watch.errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') watch.errors.push(message.text());
      });
      await use(watch);
      const errors = watch.errors.filter((error) => !expectedErrors.some((known) => known.test(error)));
      expect({ ...watch, errors }, `The console said: ${console.said()}`).toEqual({
        violations: [],
        strangers: [],
        errors: [],
      });
    },
    { auto: true },
  ],
});

/** Waits for the overview of an image whose scan has ended: it is shown already while the scan runs. */
export async function expectOverview(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'What is in it' })).toBeVisible();
  await expect(page.locator('footer')).toContainText(/Complete|Partial/);
}

type Dragged = readonly Readonly<{ name: string; bytes: Uint8Array }>[];

/** Drops files on the window, as a hand would. */
export async function drop(page: Page, files: Dragged): Promise<void> {
  await (
    await drag(page, files)
  )('body');
}

/** Drops files and folders of this machine's disk through Chromium's own protocol: a script could make no folder. */
export async function dropPaths(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  await session.detach();
}

/** Holds files over the window. @returns how to let go of them over an element */
export async function drag(page: Page, files: Dragged): Promise<(selector: string) => Promise<void>> {
  const transfer = await page.evaluateHandle(
    (list) => {
      const made = new DataTransfer();
      for (const { name, base64 } of list)
        made.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return made;
    },
    files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') })),
  );
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  return (selector) => page.dispatchEvent(selector, 'drop', { dataTransfer: transfer });
}

/** The one process that a process started (Linux). */
function childOf(parent: number): number {
  const found = readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      // The name of the program, in brackets, may hold anything; the parent is the second field after it.
      return (
        readFileSync(`/proc/${name}/stat`, 'latin1')
          .replace(/^.*\) /s, '')
          .split(' ')[1] === String(parent)
      );
    } catch {
      // It ended meanwhile.
      return false;
    }
  });
  if (found.length !== 1) throw new Error(`Process ${parent} has ${found.length} children`);
  return Number(found[0]);
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolveLine, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end !== -1) resolveLine(text.slice(0, end));
    });
    child.once('exit', (code) => reject(new Error(`The console ended with ${code}`)));
  });
}

function finished(child: ChildProcess): Promise<void> {
  return new Promise((resolveEnd, reject) => {
    child.once('exit', (code) => (code === 0 ? resolveEnd() : reject(new Error(`Ended with ${code}`))));
  });
}

function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolveEnd) => {
    child.once('exit', () => resolveEnd());
    child.kill(signal);
  });
}
