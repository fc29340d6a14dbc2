import type { FileAnalyzer } from '#engine/analyzers/analyzer.ts';
import type { Component } from '#shared/model/component.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { Outcome } from '#shared/model/outcome.ts';
import { annotationsOfAnswer, factsOfAnswer } from './answers.ts';
import { PluginError } from './plugin-error.ts';
import { PluginProcess } from './plugin-process.ts';
import { type FoundPlugin, readPlugins } from './read-plugins.ts';

/** A plug-in from outside as an analyzer: same predicate, limits and cache key; it answers later. */
export type ExternalAnalyzer = Omit<FileAnalyzer, 'analyze'> &
  Readonly<{ role: 'file'; analyzeLater: (bytes: Uint8Array) => Promise<Outcome<Fact>> }>;

/** Components shown to an annotator at once. */
const BATCH = 500;

/** The plug-ins that a configuration accepts, running. */
export class OpenPlugins implements AsyncDisposable {
  readonly analyzers: readonly ExternalAnalyzer[];
  readonly #annotators: readonly Running[];
  readonly #all: readonly Running[];

  private constructor(running: readonly Running[]) {
    this.#all = running;
    this.#annotators = running.filter(({ plugin }) => plugin.manifest.capabilities[0] === 'annotator');
    this.analyzers = running
      .filter((one) => !this.#annotators.includes(one))
      .map(({ plugin, child }) => externalAnalyzer(plugin, child));
  }

  /**
   * @param accepted hash by id, as configured
   * @throws {PluginError} for one that is not there, has another hash, or cannot be started
   */
  static async open(dataDir: string, accepted: Readonly<Record<string, string>>): Promise<OpenPlugins> {
    const wanted = Object.entries(accepted).sort(([a], [b]) => (a < b ? -1 : 1));
    if (wanted.length === 0) return new OpenPlugins([]);
    const { plugins, diagnostics } = await readPlugins(dataDir);
    await using cleanUp = new AsyncDisposableStack();
    const running: Running[] = [];
    for (const [id, hash] of wanted) {
      const plugin = plugins.find(({ manifest }) => manifest.id === id);
      if (plugin === undefined) throw new PluginError('not-found', notFound(id, diagnostics));
      if (plugin.hash !== hash)
        throw new PluginError(
          'not-accepted',
          `Plug-in ${id} is not the one that was accepted: found ${plugin.hash}, expected ${hash}. Read it again, then change its line in \`plugins\` of scanner.yaml`,
        );
      running.push({ plugin, child: cleanUp.use(await PluginProcess.start(plugin)) });
    }
    cleanUp.move();
    return new OpenPlugins(running);
  }

  /** The components with what annotators add: texts under `<id>:<name>`, and nothing else. */
  async annotate(components: readonly Component[]): Promise<readonly Component[]> {
    if (this.#annotators.length === 0) return components;
    const added = new Map<string, Record<string, string>>();
    for (const { plugin, child } of this.#annotators) {
      for (let at = 0; at < components.length; at += BATCH) {
        const batch = components.slice(at, at + BATCH);
        const answer = await child.call({ components: batch.map(shown) });
        for (const { key, name, value } of checked(plugin, batch, answer)) {
          const own = added.get(key) ?? {};
          own[`${plugin.manifest.id}:${name}`] = value;
          added.set(key, own);
        }
      }
    }
    return components.map((component) => {
      const annotations = added.get(component.key);
      return annotations === undefined ? component : { ...component, annotations };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#all) await child[Symbol.asyncDispose]();
  }
}

type Running = Readonly<{ plugin: FoundPlugin; child: PluginProcess }>;

function externalAnalyzer({ manifest, hash }: FoundPlugin, child: PluginProcess): ExternalAnalyzer {
  // With the hash: facts of other code under the same version must not count.
  const id = `plugin/${manifest.id}/${hash.slice('sha256:'.length, 'sha256:'.length + 16)}` as const;
  return {
    reads: 'file',
    role: 'file',
    id,
    version: manifest.version,
    // The schema has checked it: only the type of an absent suffix differs.
    wants: manifest.wants as FileAnalyzer['wants'],
    maxBytes: manifest.maxBytes,
    emits: ['declared-package'],
    async analyzeLater(bytes) {
      try {
        return factsOfAnswer(manifest.id, bytes, await child.call({ bytes }));
      } catch (error) {
        // It threw over this one file; that it stopped or is silent is another matter.
        if (!(error instanceof PluginError) || error.code !== 'bad-answer') throw error;
        return { status: 'failed', diagnostics: [{ code: 'failed', what: id, found: error.message.slice(0, 500) }] };
      }
    },
  };
}

/** What an annotator sees of a component. */
function shown({ key, purl, type, name, version, origin, licences, occurrences, layers }: Component): object {
  return { key, purl, type, name, version, origin, licences, occurrences, layers };
}

function checked(
  { manifest }: FoundPlugin,
  batch: readonly Component[],
  answer: unknown,
): ReturnType<typeof annotationsOfAnswer> {
  try {
    return annotationsOfAnswer(new Set(batch.map(({ key }) => key)), answer);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new PluginError('bad-answer', `Cannot use the answer of plug-in ${manifest.id}: found ${found}`);
  }
}

function notFound(id: string, diagnostics: readonly Diagnostic[]): string {
  const bad = diagnostics.map((one) => ('where' in one ? one.where?.file : undefined) ?? '').filter(Boolean);
  return `Cannot find plug-in ${id}, which \`plugins\` of scanner.yaml accepts${bad.length === 0 ? '' : `; bad manifests: ${bad.join(', ')}`}`;
}
