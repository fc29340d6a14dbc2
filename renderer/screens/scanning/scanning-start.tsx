import type { EntryTrace } from '#shared/model/entry-trace.ts';
import type { ImageOverview, ScanningNow } from '#shared/model/library.ts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTRPCClient } from '../../data/api.ts';
import { text } from '../../text/en.ts';
import { Starts } from '../overview/starts.tsx';
import { HopList } from '../start/hop-list.tsx';
import { hopRows } from '../start/hop-rows.ts';
import '../start/start.css';
import { useScanJob } from './scan-ribbon.tsx';
import { useScanStep } from './use-scan-step.ts';

type Props = Readonly<{ overview: ImageOverview; scanning: ScanningNow }>;

/** What the configuration says of the start, and below it, so that nothing moves, the steps as soon as the scan has them. */
export function ScanningStart({ overview, scanning }: Props): ReactNode {
  const { imageId } = overview.image;
  const api = useTRPCClient();
  const step = useScanStep(scanning);
  // Under a key of its own: of an image whose scan has ended, no answer is another answer.
  const { data: trace, refetch } = useQuery({
    queryKey: ['startSoFar', imageId],
    queryFn: () => api.trace.get.query({ imageId }),
    staleTime: 0,
    gcTime: 0,
  });
  useEffect(() => void refetch(), [step, refetch]);
  const counters = useScanJob(scanning)?.progress?.counters;
  const waiting = counters ? text.scanning.startNeeds(counters.layersDone, counters.layersTotal) : '';
  return (
    <>
      <p className="figures">{trace ? text.scanning.startKnown : waiting}</p>
      <Starts overview={overview} />
      {trace ? <HopsSoFar trace={trace} /> : null}
    </>
  );
}

/** To be looked at: what states a step cannot be opened before the scan has ended. */
function HopsSoFar({ trace: { hops } }: Readonly<{ trace: EntryTrace }>): ReactNode {
  const [chosen, setChosen] = useState<string | null>(null);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => hopRows(hops, toggled), [hops, toggled]);
  const toggle = (key: string): void => {
    const next = new Set(toggled);
    if (!next.delete(key)) next.add(key);
    setToggled(next);
  };
  if (hops.length === 0) return <p className="text-2">{text.start.noEntrypoint}</p>;
  return (
    <section className="scanning-list" aria-label={text.start.hops}>
      <span className="figures">{text.soFar(text.start.hopCount(hops.length))}</span>
      <HopList rows={rows} chosen={chosen} onChoose={setChosen} onToggle={toggle} onOpen={() => undefined} />
    </section>
  );
}
