import type { ImageOverview } from '#shared/model/library.ts';
import type { ReactNode } from 'react';
import { useHeld, type Held } from '../../data/use-held.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { runningStage } from '../jobs/job-numbers.ts';
import { useScanJob } from '../scanning/scan-ribbon.tsx';

type CardLists = Readonly<{
  /** As it may be shown: while somebody is in the card, as it was when they came. */
  overview: ImageOverview;
  /** For the card's element. */
  hold: Held<ImageOverview>['hold'];
  /** Shows what is newer, where there is something newer. */
  newer: ReactNode;
  /** What the card waits for, while its facts are not known; null: they are. */
  pending: ReactNode;
}>;

/** What a card of the overview lists, also while a scan finds it. */
export function useCardLists(latest: ImageOverview): CardLists {
  const { componentCounts, layers, fileCounts, notes, removedComponents, scanning } = latest;
  const introduced = layers.map(({ components, complete }) => [components.introduced, complete]);
  const key = JSON.stringify([componentCounts, introduced, fileCounts, notes, removedComponents, scanning?.counted]);
  const { shown: overview, waiting, show, hold } = useHeld(latest, key);
  const job = useScanJob(overview.scanning);
  const stage = job?.progress ? runningStage(job.progress)?.stage : undefined;
  const counters = job?.progress?.counters;
  return {
    overview,
    hold,
    newer: waiting ? (
      <Button kind="link" className="newer" onClick={show}>
        {text.scanning.newer}
      </Button>
    ) : null,
    pending:
      overview.scanning && !overview.scanning.counted ? (
        <p className="text-2 figures">
          {stage === undefined || stage === 'layers'
            ? text.scanning.layers(counters?.layersDone ?? 0, counters?.layersTotal ?? overview.layers.length)
            : text.scanning.waiting(text.jobs.stageNow(stage))}
        </p>
      ) : null,
  };
}
