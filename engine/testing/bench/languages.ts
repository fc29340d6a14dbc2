import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FileAnalyzer } from '#engine/analyzers/analyzer.ts';
import { Dispatch } from '#engine/analyzers/dispatch.ts';
import { analyzers } from '#engine/analyzers/registry.ts';
import { PackWriter } from '#engine/layers/pack.ts';
import { readLayer } from '#engine/layers/read-layer.ts';
import { packArchive, packParts } from './build-inputs.ts';

/** Jars that acceptance asks for. */
const MOST_JARS = 300;

export type LanguageInput = Readonly<{
  archive: string;
  layers: readonly string[];
  /** What of each language this machine had. */
  holds: string;
  /** Configuration with all these plug-ins off. */
  without: string;
}>;

/** A root as one layer, and what this machine has of languages as the next: node_modules, site-packages, jars. */
export async function languageInput(root: string, work: string): Promise<LanguageInput> {
  const jars = jarsBelow(join(homedir(), '.m2/repository')).slice(0, MOST_JARS);
  const sites = sitePackages();
  const layer = join(work, 'layer-languages.tar');
  if (!existsSync(layer)) {
    const list = join(work, 'languages.list');
    const modules = realpathSync(join(import.meta.dirname, '../../../node_modules'));
    writeFileSync(list, [modules, ...sites, ...jars].map((path) => `${path.slice(1)}\0`).join(''));
    execFileSync('tar', [
      '-cf',
      layer,
      '--numeric-owner',
      '--exclude=node_modules/.cache',
      '-C',
      '/',
      '--null',
      '-T',
      list,
    ]);
  }
  const layers = [...packParts(root, work, 1), layer];
  const archive = join(work, 'languages.tar');
  if (!existsSync(archive)) await packArchive(work, archive, layers, layers);
  const without = join(work, 'without-languages.yaml');
  const off = languageAnalyzers().map(({ id }) => `  ${id}: false\n`);
  writeFileSync(without, `analyzers:\n${off.join('')}`);
  const packages = readdirSync(join(import.meta.dirname, '../../../node_modules')).length;
  return {
    archive,
    layers,
    without,
    holds: `${packages} names in node_modules, ${sites.length} site-packages, ${jars.length} jars`,
  };
}

/** Milliseconds that each plug-in takes in one pass over the layers, in one thread, most first. */
export async function analyzerTimes(layers: readonly string[]): Promise<[id: string, ms: number][]> {
  const times = new Map<string, number>();
  const timed = analyzers.flatMap((analyzer): FileAnalyzer[] =>
    analyzer.reads === 'file' && analyzer.optional !== true
      ? [
          {
            ...analyzer,
            analyze(input) {
              const start = performance.now();
              try {
                return analyzer.analyze(input);
              } finally {
                times.set(analyzer.id, (times.get(analyzer.id) ?? 0) + performance.now() - start);
              }
            },
          },
        ]
      : [],
  );
  for (const file of layers)
    await readLayer(
      { file, offset: 0, size: statSync(file).size },
      { hash: 'stream', dispatch: new Dispatch(timed), isKnown: () => false, pack: new PackWriter(() => undefined) },
    );
  return [...times].sort(([, a], [, b]) => b - a);
}

function languageAnalyzers(): typeof analyzers {
  return analyzers.filter(({ id }) => id.startsWith('language/') || id.startsWith('binary/'));
}

function jarsBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.jar'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function sitePackages(): string[] {
  try {
    const text = execFileSync('python3', ['-c', 'import site; print("\\n".join(site.getsitepackages()))']).toString();
    return text
      .split('\n')
      .filter((path) => path !== '' && existsSync(path))
      .map((path) => realpathSync(path));
  } catch {
    return [];
  }
}
