import type { ConnectionLedger } from '#engine/acquire/net/connection-ledger.ts';
import type {
  NetworkLedger,
  PluginSettings,
  RetentionPreview,
  RetentionRow,
  RetentionRule,
  StorageReport,
} from '#shared/model/housekeeping.ts';
import type { ConfigFile } from '../config-file.ts';
import type { EngineContext } from './context.ts';
import { diagnosticsText } from './diagnostics.ts';
import { EngineError } from './engine-error.ts';
import type { Housekeeping, Scans } from './engine.ts';
import { pluginSettings, setSwitch } from './plugin-settings.ts';

type Parts = Readonly<{
  ledger: ConnectionLedger;
  scans: Scans;
  file: ConfigFile | undefined;
  restart: (() => void) | undefined;
}>;

/** The data folder, its rules and what this engine runs with. */
export class HousekeepingService implements Housekeeping {
  readonly #context: EngineContext;
  readonly #parts: Parts;
  readonly #sinceMs: number;

  constructor(context: EngineContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
    this.#sinceMs = context.clock.now();
  }

  storage(): Promise<StorageReport> {
    return this.#context.store.measure();
  }

  retention(): Promise<readonly RetentionRow[]> {
    return this.#context.store.retention();
  }

  previewRetention(rule: RetentionRule): Promise<RetentionPreview> {
    return this.#context.store.previewRetention(rule);
  }

  setRetention(rule: RetentionRule): Promise<void> {
    return this.#context.store.writer.setLifecycleRule(rule);
  }

  plugins(): Promise<PluginSettings> {
    return pluginSettings(this.#ports);
  }

  setPlugin(wish: Parameters<Housekeeping['setPlugin']>[0]): Promise<void> {
    return setSwitch(this.#ports, wish);
  }

  restart(): void {
    const { restart } = this.#parts;
    if (!restart) throw new EngineError({ kind: 'no-restart' });
    restart();
  }

  network(): NetworkLedger {
    const { ledger } = this.#parts;
    return { sinceMs: this.#sinceMs, count: ledger.count(), entries: [...ledger.entries()] };
  }

  async diagnostics(): Promise<string> {
    return await diagnosticsText(this.#context, await this.#parts.scans.list(), this.network());
  }

  get #ports(): Parameters<typeof pluginSettings>[0] {
    const { store, config } = this.#context;
    const { file, restart } = this.#parts;
    return { dataDir: store.dataDir, config, file, canRestart: restart !== undefined };
  }
}
