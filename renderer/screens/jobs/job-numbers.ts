import type { JobProgress, JobStage, JobView } from '#shared/model/job.ts';
import { text } from '../../text/en.ts';

/** The stage that a job is in; the last one that began, where several run. */
export function runningStage(progress: JobProgress): JobStage | undefined {
  return progress.stages.findLast(({ state }) => state === 'running');
}

/** One line of numbers: what has been counted, never a guess of what remains. */
export function jobNumbers(job: JobView, nowMs: number): string {
  const { progress, result, status } = job;
  const parts: string[] = [];
  // Nothing is counted while something is signed.
  if (job.signing) return '';
  if (status === 'running') {
    const stage = progress ? runningStage(progress) : undefined;
    if (stage) parts.push(text.jobs.stageNow(stage.stage));
    if (progress && progress.counters.layersTotal > 0) {
      const { layersDone, layersTotal, bytesIn, bytesTotal, entries } = progress.counters;
      parts.push(text.jobs.layersDone(layersDone, layersTotal));
      if (bytesTotal > 0) parts.push(text.jobs.read(Math.min(bytesIn, bytesTotal), bytesTotal));
      if (entries > 0) parts.push(text.jobs.entries(entries));
    }
    const started = progress?.stages.find(({ startedAtMs }) => startedAtMs !== null)?.startedAtMs;
    if (started != null) parts.push(text.jobs.elapsed(nowMs - started));
    if (!job.here) parts.push(text.jobs.elsewhere);
  }
  if (result) parts.push(text.jobs.found(result.components));
  if (job.attempt > 1) parts.push(text.jobs.attempt(job.attempt, job.maxAttempts));
  return parts.join(' · ');
}

/** Share of the bytes read, 0-1, only while that is known. */
export function jobShare({ progress }: JobView): number | null {
  if (!progress || progress.counters.bytesTotal === 0 || runningStage(progress)?.stage !== 'layers') return null;
  return Math.min(1, progress.counters.bytesIn / progress.counters.bytesTotal);
}
