import type { ScanningNow } from '#shared/model/library.ts';
import { useScanJob } from './scan-ribbon.tsx';

/** Changes when a scan may have more to tell: a layer was read, or a stage began. */
export function useScanStep(scanning: ScanningNow): string {
  const progress = useScanJob(scanning)?.progress;
  return `${progress?.counters.layersDone} ${progress?.stages.map(({ state }) => state).join(' ')}`;
}
