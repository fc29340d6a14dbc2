import { stat } from 'node:fs/promises';
import { AcquireError, openSource } from '#engine/acquire/index.ts';
import type { JobId } from '#engine/ports/job-queue.ts';
import type { TempFile } from '#engine/store/index.ts';
import type { ImageChoice } from '#shared/model/image-choice.ts';
import type { Platform } from '#shared/model/image.ts';
import type { JobView } from '#shared/model/job.ts';
import type { Preflight } from '#shared/model/library.ts';
import { jobView } from '../jobs/job-view.ts';
import { CANCELLED, SCAN_KIND, type ScanPayload } from '../jobs/scan-payload.ts';
import { SIGN_KIND } from '../jobs/sign-payload.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { Scans, ScanRequest, ScanSource } from './engine.ts';

/** Most jobs that are listed. */
const MOST_LISTED = 500;
/** A scan that killed its process three times is not tried again by itself. */
const MAX_ATTEMPTS = 3;

/** Scans asked for, followed and stopped through the job queue. */
export class ScanService implements Scans {
  readonly #context: EngineContext;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  async preflight(source: ScanSource): Promise<Preflight> {
    const { store } = this.#context;
    const { path, uploadName = path } = this.#resolve(source);
    await using cleanUp = new AsyncDisposableStack();
    try {
      const found = await openSource(path, {
        spool: { tempFile: async () => cleanUp.use<TempFile>(await store.blobs.tempFile('spool')).path },
      });
      if (!('imageId' in found)) return { kind: 'directory' };
      const { tags, imageId, platform, digests } = found;
      const digest = digests.find(({ kind }) => kind === 'manifest')?.digest ?? null;
      return await this.#choices([{ positions: [], tags, digest, imageId, platform, present: true }]);
    } catch (error) {
      if (!(error instanceof AcquireError)) throw error;
      return error.code === 'ambiguous'
        ? await this.#choices(error.choices)
        : // An upload lies under a name of ours, which says nothing to whoever sent it.
          { kind: 'refused', code: error.code, message: error.message.replaceAll(path, uploadName) };
    }
  }

  async start({ source, image, platform, force }: ScanRequest): Promise<Readonly<{ jobId: string }>> {
    const { store, runner, events } = this.#context;
    const resolved = this.#resolve(source);
    const payload: ScanPayload = {
      path: resolved.path,
      ...(image === undefined ? {} : { image }),
      ...(platform === undefined ? {} : { platform }),
      ...(force ? { force } : {}),
      ...(resolved.uploadName === undefined ? {} : { uploadName: resolved.uploadName }),
    };
    const idempotencyKey = JSON.stringify([payload, await changeOf(resolved.path)]);
    const { id } = await store.queue.enqueue({
      kind: SCAN_KIND,
      idempotencyKey,
      payload,
      maxAttempts: MAX_ATTEMPTS,
      again: true,
    });
    events.publish({ kind: 'job', job: await this.get(id) });
    runner.wake();
    return { jobId: id };
  }

  async cancel(jobId: string): Promise<boolean> {
    const { store, runner, events } = this.#context;
    const id = jobId as JobId;
    const job = await store.queue.get(id);
    if (!job) throw notFound(jobId);
    if (await runner.cancel(id)) return true;
    const cancelled = await store.queue.cancel(id, CANCELLED);
    if (cancelled) events.publish({ kind: 'job', job: await this.get(id) });
    else if ((await store.queue.get(id))?.state === 'leased') {
      // It may have been leased between the two looks.
      if (await runner.cancel(id)) return true;
      throw new EngineError({ kind: 'job-elsewhere' });
    }
    return cancelled;
  }

  async retry(jobId: string): Promise<boolean> {
    const { store, runner, events } = this.#context;
    if (!(await store.queue.retry(jobId as JobId))) return false;
    events.publish({ kind: 'job', job: await this.get(jobId) });
    runner.wake();
    return true;
  }

  async clear(jobIds: readonly string[]): Promise<readonly string[]> {
    const { store, events } = this.#context;
    const cleared = await store.queue.forget(jobIds as readonly JobId[]);
    if (cleared.length > 0) events.publish({ kind: 'cleared', jobIds: cleared });
    return cleared;
  }

  async list(): Promise<readonly JobView[]> {
    const { store, runner } = this.#context;
    const jobs = await store.queue.list({ kinds: [SCAN_KIND, SIGN_KIND], limit: MOST_LISTED });
    return jobs.map((job) => jobView(job, runner.live(job.id), runner.runs(job.id)));
  }

  async get(jobId: string): Promise<JobView> {
    const { store, runner } = this.#context;
    const job = await store.queue.get(jobId as JobId);
    if (!job) throw notFound(jobId);
    return jobView(job, runner.live(job.id), runner.runs(job.id));
  }

  #resolve(source: ScanSource): { path: string; uploadName?: string } {
    if ('path' in source) return { path: source.path };
    const { path, name } = this.#context.uploads.find(source.uploadId);
    return { path, uploadName: name };
  }

  async #choices(choices: readonly ImageChoice[]): Promise<Preflight> {
    const known = await Promise.all(
      choices.map(
        // One that is leaving is not there any more.
        async ({ imageId }) => {
          const found = imageId === null ? undefined : await this.#context.store.reader.findImage(imageId);
          return found !== undefined && this.#context.departures.leftMs(found) === null;
        },
      ),
    );
    return {
      kind: 'images',
      choices: choices.map((choice, i) => ({ ...choice, known: known[i] ?? false, host: isForHost(choice.platform) })),
    };
  }
}

/** As Go, and so OCI, names what Node names otherwise. */
const ARCHITECTURES: Readonly<Partial<Record<string, string>>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };

/** Containers on other systems run in a Linux of the same processor. */
function isForHost(platform: Platform | null): boolean {
  return platform?.os === 'linux' && platform.architecture === (ARCHITECTURES[process.arch] ?? process.arch);
}

/** Tells a file from another that took its name: scanning it is another job then. */
async function changeOf(path: string): Promise<string | null> {
  try {
    const { dev, ino, size, mtimeMs } = await stat(path);
    return [dev, ino, size, mtimeMs].join(':');
  } catch {
    // Not there, or a reference with a scheme: the scan itself says what is wrong.
    return null;
  }
}

function notFound(jobId: string): EngineError {
  return new EngineError({ kind: 'no-job', jobId });
}
