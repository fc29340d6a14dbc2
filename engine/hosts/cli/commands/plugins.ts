import type { Analyzer } from '#engine/analyzers/analyzer.ts';
import { pluginsFolder, readPlugins } from '#engine/plugins/index.ts';
import { enabledAnalyzers } from '#engine/run/index.ts';
import { describeDiagnostic } from '#shared/model/diagnostic.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { type CommonOptions, dataDir, effectiveConfig } from '../session.ts';

/** `plugins`: every plug-in, what it reads, and whether it is on. Runs none. */
export async function pluginsCommand(flags: CommonOptions, output: Output): Promise<number> {
  const { config } = effectiveConfig(flags);
  const own = enabledAnalyzers(config).map((analyzer) => ({
    id: analyzer.id,
    version: analyzer.version,
    kind: 'file-analyzer',
    origin: 'built in',
    reads: readsOf(analyzer),
    maxBytes: analyzer.maxBytes,
  }));
  const { plugins, diagnostics } = await readPlugins(dataDir(flags));
  const outside = plugins.map(({ manifest, hash }) => ({
    id: manifest.id,
    version: manifest.version,
    kind: manifest.capabilities[0],
    origin: 'outside',
    displayName: manifest.displayName,
    state: stateOf(config.plugins[manifest.id], hash),
    hash,
    reads: manifest.capabilities[0] === 'annotator' ? ['components'] : manifest.wants.map(patternText),
    maxBytes: manifest.maxBytes,
  }));
  const missing = Object.keys(config.plugins).filter((id) => !plugins.some(({ manifest }) => manifest.id === id));
  if (flags.json) await output.json({ builtIn: own, outside, missing, diagnostics });
  else {
    for (const { id, version, reads } of own) await output.line(`${id}@${version}  ${reads.join('  ')}`);
    await output.line(`from outside, in ${pluginsFolder(dataDir(flags))}`);
    for (const one of outside) {
      await output.line(`${one.id}@${one.version}  ${one.kind}  ${one.state}  ${one.reads.join('  ')}`);
      if (one.state !== 'accepted')
        await output.line(`  to accept it, in scanner.yaml: plugins: {${one.id}: ${one.hash}}`);
    }
    for (const id of missing) await output.line(`${id}  accepted, but not there`);
    for (const diagnostic of diagnostics) await output.line(`BAD  ${describeDiagnostic(diagnostic)}`);
  }
  return diagnostics.length > 0 || missing.length > 0 ? exitCodes.partial : exitCodes.complete;
}

function stateOf(accepted: string | undefined, hash: string): 'accepted' | 'off' | 'changed' {
  if (accepted === undefined) return 'off';
  return accepted === hash ? 'accepted' : 'changed';
}

/** What an analyzer reads, as text: the same for those that are built in and those from outside. */
function readsOf(analyzer: Analyzer): string[] {
  return analyzer.reads === 'file'
    ? analyzer.wants.map(patternText)
    : analyzer.directories.map((directory) => `${directory}/{${analyzer.members.join(',')}}`);
}

type Pattern = Readonly<
  Partial<Record<'path' | 'basename' | 'suffix' | 'directory' | 'eachIn' | 'parent' | 'magic', string | undefined>>
>;

function patternText({ path, basename, suffix = '', directory, eachIn, parent, magic }: Pattern): string {
  if (path !== undefined) return path;
  if (directory !== undefined) return `${directory}/*${suffix}`;
  if (parent !== undefined) return `**/${parent}/*${suffix}`;
  if (eachIn !== undefined) return `${eachIn}/*/${basename ?? '*'}`;
  if (basename !== undefined) return `**/${basename}`;
  return magic === undefined ? `**/*${suffix}` : `content:${magic}`;
}
