import { openConnectionLedger } from '#engine/acquire/net/connection-ledger.ts';
import { analyzerKey } from '#engine/analyzers/analyzer.ts';
import { type Clock, systemClock } from '#engine/ports/clock.ts';
import type { Signer } from '#engine/ports/signer.ts';
import { openStore, processToken } from '#engine/store/index.ts';
import type { SigningOutcome } from '#shared/model/attestation.ts';
import type { About } from '#shared/model/library.ts';
import type { ScanResult } from '#shared/schema/scan-result.ts';
import { analyzerSetOf, enabledAnalyzers, TOOL_VERSION } from '../analyzer-set.ts';
import { type Config, configSchema } from '../config.ts';
import type { ConfigFile } from '../config-file.ts';
import { EvidenceService } from '../evidence/evidence-service.ts';
import { EventLog } from '../jobs/event-log.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import { type ScanJobResult, scanPayloadSchema } from '../jobs/scan-payload.ts';
import { SIGN_KIND, signPayloadSchema } from '../jobs/sign-payload.ts';
import { scan } from '../scan.ts';
import { AttestationService } from './attestations.ts';
import type { EngineContext } from './context.ts';
import { type After, afterTimeout, Departures } from './departures.ts';
import { DiffService } from './diffs.ts';
import type { Engine, Settings } from './engine.ts';
import { ExportService } from './exports.ts';
import { HandedOutFiles } from './handed-out.ts';
import { HousekeepingService } from './housekeeping.ts';
import { ImageService } from './images.ts';
import { LayersService } from './layers.ts';
import { Later } from './later.ts';
import { LibraryService, removeForGood } from './library.ts';
import { ScanService } from './scans.ts';
import { SigningService } from './signings.ts';
import { StartService } from './starts.ts';
import { TrustRootService } from './trust-roots.ts';
import { TreeCache } from './tree-cache.ts';
import { UploadStore } from './uploads.ts';
import { UsageService } from './usage.ts';

/** What a host brings. */
export type EnginePorts = Readonly<{
  dataDir: string;
  /** Default: that of `stellaops config` without any file. */
  config?: Config;
  /** Where the configuration can be changed; default: nowhere. */
  configFile?: ConfigFile;
  /** Signs documents; default: nobody does. */
  signer?: Signer;
  /** Starts this engine again; default: nobody can. */
  restart?: () => void;
  clock?: Clock;
  /** One line about something that went wrong beside a request; default: nowhere. */
  log?: (line: string) => void;
  /** Scans at once; default 1, since each uses all cores. */
  scans?: number;
  /** How often other processes' changes are looked for; default 1 s. */
  watchEveryMs?: number;
  /** Waits for an image that is leaving; default: by the machine's clock. */
  after?: After;
}>;

/** Preferences of the console among all settings. */
const PREFERENCE = 'ui.';

/**
 * Opens a data folder with everything a host can ask of it, and goes on with scans that were interrupted.
 *
 * @throws StoreError when the data folder cannot be opened
 */
export async function openEngine(ports: EnginePorts): Promise<Engine> {
  const { dataDir, clock = systemClock, config = configSchema.parse({}), log = () => undefined } = ports;
  await using cleanUp = new AsyncDisposableStack();
  const store = cleanUp.use(await openStore(dataDir, { clock }));
  const ledger = cleanUp.use(openConnectionLedger(() => clock.now()));
  const uploads = cleanUp.use(new UploadStore(store));

  const events: EventLog = new EventLog({
    clock,
    snapshot: async () => ({
      jobs: await scans.list(),
      libraryGeneration: await library.generation(),
      connections: ledger.count(),
    }),
  });
  cleanUp.defer(() => events.close());
  /** Something that nobody waits for. */
  const aside = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => log(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  };

  const tellJob = (id: string): void => aside(scans.get(id).then((job) => events.publish({ kind: 'job', job })));

  const runner = new JobRunner({
    queue: store.queue,
    clock,
    process: processToken,
    concurrency: ports.scans ?? 1,
    onError: (error) => aside(Promise.reject(error)),
    onJob: (id) => tellJob(id),
    onProgress: (jobId, change) => events.publish({ kind: 'progress', jobId, ...change }),
    work: async (job, progress, signal): Promise<ScanJobResult | SigningOutcome> => {
      if (job.kind === SIGN_KIND) return await signings.work(signPayloadSchema.parse(job.payload), signal);
      const { path, image, platform, force, uploadName } = scanPayloadSchema.parse(job.payload);
      using used = uploads.use(path);
      const options = { image, platform, force: force ?? false };
      attestations.hold(job.id);
      try {
        const result = await scan(path, options, { store, config, clock, progress, signal });
        await library.nameSource(result.imageId, uploadName ?? null);
        return jobResult(result);
      } finally {
        await attestations.settle(job.id);
      }
    },
  });
  const departures = cleanUp.use(
    new Departures(
      clock,
      ports.after ?? afterTimeout,
      (image) => removeForGood(store, image),
      (error) => aside(Promise.reject(error)),
    ),
  );
  const later = cleanUp.use(new Later((error) => aside(Promise.reject(error))));
  const trees = new TreeCache(store);
  const context: EngineContext = { store, config, clock, events, runner, trees, uploads, departures };
  const library = new LibraryService(context);
  const scans = new ScanService(context);
  const images = new ImageService(context, library);
  const handedOut = cleanUp.use(new HandedOutFiles(store.dataDir, async (id) => (await images.artifact(id)).bytes));
  aside(handedOut.sweep(clock));
  const trustRoots = new TrustRootService(context);
  const attestations = new AttestationService(context, trustRoots);
  const signings = new SigningService(context, { signer: ports.signer ?? null, attestations, onJob: tellJob });
  const evidence = cleanUp.use(new EvidenceService(context));
  // After its services, so that it stops first.
  cleanUp.defer(() => runner.close());

  ledger.onConnection((count) => events.publish({ kind: 'connections', count }));
  let generation = await library.generation();
  const watch = async (): Promise<void> => {
    const now = await library.generation();
    if (now === generation) return;
    generation = now;
    events.publish({ kind: 'library', generation });
  };
  const watching = setInterval(() => aside(watch()), ports.watchEveryMs ?? 1000);
  watching.unref();
  cleanUp.defer(() => clearInterval(watching));
  await runner.start();

  const opened = cleanUp.move();
  const close = (): Promise<void> => opened.disposeAsync();
  return {
    library,
    scans,
    events,
    images,
    layers: new LayersService(context),
    usage: new UsageService(context),
    diffs: new DiffService(context, evidence, later),
    exports: new ExportService(context, handedOut),
    starts: new StartService(context),
    evidence,
    settings: settingsOf(context),
    attestations,
    trustRoots,
    signings,
    housekeeping: new HousekeepingService(context, { ledger, scans, file: ports.configFile, restart: ports.restart }),
    uploads,
    about: async (): Promise<About> => ({
      version: TOOL_VERSION,
      dataDir: store.dataDir,
      analyzers: enabledAnalyzers(config).map(analyzerKey),
      analyzerSet: analyzerSetOf(config),
      node: process.versions.node,
      platform: `${process.platform}/${process.arch}`,
      connections: ledger.count(),
      uploadLimit: uploads.limit,
    }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function jobResult({ imageId, partial, components, layers }: ScanResult): ScanJobResult {
  return { imageId, partial, components, cached: layers.map(({ cached }) => cached) };
}

function settingsOf({ store }: EngineContext): Settings {
  return {
    get: async () => {
      const settings = await store.reader.listSettings(PREFERENCE);
      return Object.fromEntries(settings.map(({ key, value }) => [key.slice(PREFERENCE.length), value]));
    },
    set: (key, value) => store.writer.setSetting(`${PREFERENCE}${key}`, value),
  };
}
