import { analyzers } from '#engine/analyzers/registry.ts';
import { readPlugins } from '#engine/plugins/index.ts';
import { describeDiagnostic } from '#shared/model/diagnostic.ts';
import type { PluginSetting, PluginSettings } from '#shared/model/housekeeping.ts';
import { enabledAnalyzers } from '../analyzer-set.ts';
import type { Config } from '../config.ts';
import type { ConfigFile } from '../config-file.ts';
import { EngineError } from './engine-error.ts';

type Ports = Readonly<{
  dataDir: string;
  /** What this engine runs with. */
  config: Config;
  file: ConfigFile | undefined;
  canRestart: boolean;
}>;

/** Plug-ins as they run and as they are written, which differ until the next start. Runs none. */
export async function pluginSettings({ dataDir, config, file, canRestart }: Ports): Promise<PluginSettings> {
  const written = file === undefined ? config : readWritten(file);
  const found = await readPlugins(dataDir);
  const ids = [
    ...new Set([
      ...found.plugins.map(({ manifest }) => manifest.id),
      ...Object.keys(config.plugins),
      ...Object.keys(written.plugins),
    ]),
  ].sort();
  const running = new Set(enabledAnalyzers(config));
  const configured = new Set(enabledAnalyzers(written));
  return {
    place: { path: file?.path ?? null, writable: file?.writable === true },
    analyzers: analyzers.map((analyzer) => ({
      id: analyzer.id,
      version: analyzer.version,
      heuristic: analyzer.optional === true,
      running: running.has(analyzer),
      configured: configured.has(analyzer),
      inFile: Object.hasOwn(written.analyzers, analyzer.id),
    })),
    plugins: ids.map((id): PluginSetting => {
      const plugin = found.plugins.find(({ manifest }) => manifest.id === id);
      const hash = plugin?.hash ?? null;
      return {
        id,
        version: plugin?.manifest.version ?? null,
        displayName: plugin?.manifest.displayName ?? null,
        kind: plugin?.manifest.capabilities[0] ?? null,
        hash,
        running: stateOf(config.plugins[id], hash),
        configured: stateOf(written.plugins[id], hash),
      };
    }),
    problems: found.diagnostics.map(describeDiagnostic),
    restartNeeded: !sameSwitches(config, written),
    canRestart,
  };
}

/** Writes a switch for the next start. @throws EngineError `refused` where nothing may be written, `not-found` */
export async function setSwitch(
  { file, dataDir }: Ports,
  wish: Readonly<{ kind: 'analyzer' | 'plugin'; id: string; on: boolean }>,
): Promise<void> {
  if (file?.writable !== true) throw new EngineError({ kind: 'fixed-configuration' });
  if (wish.kind === 'analyzer') {
    const analyzer = analyzers.find(({ id }) => id === wish.id);
    if (!analyzer) throw new EngineError({ kind: 'no-plug-in', id: wish.id });
    // What is so without a line needs none.
    const usual = analyzer.optional !== true;
    write(() => file.set('analyzers', wish.id, wish.on === usual ? null : wish.on));
    return;
  }
  const { plugins } = await readPlugins(dataDir);
  const hash = plugins.find(({ manifest }) => manifest.id === wish.id)?.hash;
  if (wish.on && hash === undefined) throw new EngineError({ kind: 'no-plug-in', id: wish.id });
  write(() => file.set('plugins', wish.id, wish.on && hash !== undefined ? hash : null));
}

function write(change: () => void): void {
  try {
    change();
  } catch (error) {
    throw new EngineError(
      { kind: 'bad-configuration', why: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}

function readWritten(file: ConfigFile): Config {
  try {
    return file.read();
  } catch (error) {
    throw new EngineError(
      { kind: 'bad-configuration', why: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}

function stateOf(accepted: string | undefined, hash: string | null): PluginSetting['running'] {
  if (accepted === undefined) return 'off';
  return accepted === hash ? 'accepted' : 'changed';
}

function sameSwitches(one: Config, other: Config): boolean {
  const switches = (config: Config): string =>
    JSON.stringify([
      enabledAnalyzers(config).map(({ id }) => id),
      Object.entries(config.plugins).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]);
  return switches(one) === switches(other);
}
