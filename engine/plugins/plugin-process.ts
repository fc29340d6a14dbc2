import { type ChildProcess, spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PluginError } from './plugin-error.ts';
import type { FoundPlugin } from './read-plugins.ts';

/** Lies beside this file in a checkout, and beside the bundle when built. */
const RUNNER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './runner/plugin-runner.js' : './plugin-runner.js', import.meta.url),
);

/** Answers of a child that does not end are not waited for for ever; the scan then fails, it does not go on without them. */
const PATIENCE_MS = 60_000;
/** Heap of a child, in MiB. */
const HEAP = 512;

type Message = Readonly<{ id?: number; answer?: unknown; error?: string; ready?: readonly string[] }>;
type Waiting = Readonly<{ resolve: (answer: unknown) => void; reject: (error: PluginError) => void }>;

/** One plug-in in a process of its own. Calls are answered one after the other. */
export class PluginProcess implements AsyncDisposable {
  readonly #plugin: FoundPlugin;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #ended: string | undefined;

  private constructor(plugin: FoundPlugin, child: ChildProcess) {
    this.#plugin = plugin;
    this.#child = child;
  }

  /** @throws {PluginError} when it cannot be started or does not do what its manifest says */
  static async start(plugin: FoundPlugin): Promise<PluginProcess> {
    if (process.versions['electron'] !== undefined)
      throw new PluginError(
        'unsupported-host',
        `Cannot run plug-in ${plugin.manifest.id} in the desktop program: scan with the command line, which brings its own Node`,
      );
    // The permission model compares real paths.
    const folder = realpathSync(plugin.folder);
    const child = spawn(
      process.execPath,
      [
        '--permission',
        `--allow-fs-read=${folder}${sep}*`,
        `--allow-fs-read=${realpathSync(RUNNER)}`,
        `--max-old-space-size=${HEAP}`,
        RUNNER,
        join(folder, plugin.manifest.entryPoint),
      ],
      { cwd: folder, env: {}, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced' },
    );
    const started = new PluginProcess(plugin, child);
    const ready = await started.#listen();
    const call = callOf(plugin);
    if (ready.includes(call)) return started;
    await started[Symbol.asyncDispose]();
    throw new PluginError('bad-answer', `Cannot use plug-in ${plugin.manifest.id}: its module exports no ${call}`);
  }

  /** @throws {PluginError} when it stops or does not answer; an error of its own is an `Error` */
  async call(input: unknown): Promise<unknown> {
    if (this.#ended !== undefined) throw this.#stopped();
    const id = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const timer = setTimeout(() => {
      reject(
        new PluginError(
          'no-answer',
          `Plug-in ${this.#plugin.manifest.id} gave no answer in ${PATIENCE_MS / 1000} s: take it out of \`plugins\` in scanner.yaml`,
        ),
      );
      this.#child.kill('SIGKILL');
    }, PATIENCE_MS);
    this.#waiting.set(id, { resolve, reject });
    this.#child.send({ id, call: callOf(this.#plugin), input });
    return await promise.finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(id);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }

  #listen(): Promise<readonly string[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
    let complaint = '';
    this.#child.stderr?.on('data', (bytes: Buffer) => (complaint = `${complaint}${String(bytes)}`.slice(0, 2000)));
    this.#child.on('message', (message: Message) => {
      if (message.ready) resolve(message.ready);
      const waiting = message.id === undefined ? undefined : this.#waiting.get(message.id);
      if (message.error === undefined) waiting?.resolve(message.answer);
      else waiting?.reject(new PluginError('bad-answer', message.error));
    });
    const end = (how: string): void => {
      // Node prints a place and code in front of the error.
      const said = complaint.split('\n').find((line) => /^\S*Error\b/.test(line));
      this.#ended = said === undefined ? how : `${how}: ${said}`;
      reject(this.#stopped());
      for (const { reject: refuse } of this.#waiting.values()) refuse(this.#stopped());
    };
    this.#child.once('error', (error) => end(error.message));
    // `close` comes after the last of its standard error.
    this.#child.once('close', (code, signal) => end(`it ended with ${signal ?? `code ${code}`}`));
    return promise;
  }

  #stopped(): PluginError {
    return new PluginError('stopped', `Plug-in ${this.#plugin.manifest.id} stopped: ${this.#ended ?? ''}`);
  }
}

function callOf({ manifest }: FoundPlugin): 'analyze' | 'annotate' {
  return manifest.capabilities[0] === 'annotator' ? 'annotate' : 'analyze';
}
