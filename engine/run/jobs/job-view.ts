import { basename } from 'node:path';
import type { Job } from '#engine/ports/job-queue.ts';
import type { Digest, ImageId } from '#shared/model/digest.ts';
import type { JobFailure, JobProgress, JobSigning, JobStatus, JobView } from '#shared/model/job.ts';
import { SIGN_KIND, signJobResultSchema, signPayloadSchema } from './sign-payload.ts';
import { CANCELLED, INTERRUPTED, scanJobResultSchema, scanPayloadSchema } from './scan-payload.ts';

/** What this process knows of a job that it runs or ran. */
export type LiveJob = Readonly<{ progress: JobProgress | null; failure: JobFailure | null }>;

/** A row of the queue as it is shown. */
export function jobView(job: Job, live: LiveJob | undefined, here: boolean): JobView {
  const payload = scanPayloadSchema.safeParse(job.payload).data;
  const result = scanJobResultSchema.safeParse(job.result).data;
  const status = statusOf(job);
  const chosen = payload?.image ?? payload?.platform;
  const name =
    payload === undefined
      ? (signPayloadSchema.safeParse(job.payload).data?.fileName ?? job.kind)
      : (payload.uploadName ?? (basename(payload.path) || payload.path));
  return {
    id: job.id,
    kind: job.kind,
    status,
    title: chosen === undefined ? name : `${name} (${chosen})`,
    path: payload === undefined || payload.uploadName !== undefined ? null : payload.path,
    image: payload?.image ?? null,
    platform: payload?.platform ?? null,
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    createdAtMs: job.createdAtMs,
    updatedAtMs: job.updatedAtMs,
    here,
    // Stages are of scans.
    imageId: job.kind === SIGN_KIND ? null : imageOf(job, live, result?.imageId),
    progress: job.kind === SIGN_KIND ? null : (live?.progress ?? null),
    failure: status === 'failed' ? (live?.failure ?? failureOf(job.reason ?? '')) : null,
    signing: signingOf(job, status),
    result:
      status === 'done' && result
        ? { imageId: result.imageId as ImageId, partial: result.partial, components: result.components }
        : null,
  };
}

/** Of a job that ran before this process began, what it noted. */
function imageOf(job: Job, live: LiveJob | undefined, result: string | undefined): ImageId | null {
  return live?.progress?.imageId ?? ((result ?? job.note?.imageId ?? null) as ImageId | null);
}

function signingOf(job: Job, status: JobStatus): JobSigning | null {
  const payload = job.kind === SIGN_KIND ? signPayloadSchema.safeParse(job.payload).data : undefined;
  if (!payload) return null;
  const { imageId, id } = payload;
  const outcome = status === 'done' ? (signJobResultSchema.safeParse(job.result).data ?? null) : null;
  return { imageId: imageId as ImageId, id: id as Digest, outcome };
}

function statusOf({ state, reason, attempt }: Job): JobStatus {
  switch (state) {
    case 'leased':
      return 'running';
    case 'done':
      return 'done';
    case 'queued':
      return attempt > 0 && (reason === INTERRUPTED || reason === 'lease expired') ? 'interrupted' : 'queued';
    case 'dead':
      return reason === CANCELLED ? 'cancelled' : 'failed';
    default:
      return state satisfies never;
  }
}

/** The queue keeps one line: `code: message`. */
export function reasonOf({ code, message }: Pick<JobFailure, 'code' | 'message'>): string {
  return `${code}: ${message}`;
}

function failureOf(reason: string): JobFailure {
  const match = /^([a-z-]+): ([^]*)$/.exec(reason);
  return { code: match?.[1] ?? 'internal', message: match?.[2] ?? reason, choices: [] };
}
