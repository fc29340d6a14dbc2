import type { ImageOverview, ScanningNow } from '#shared/model/library.ts';
import { Hourglass } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Section } from '../../state/view.ts';
import { text } from '../../text/en.ts';
import { count, size } from '../../text/formats.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import { runningStage } from '../jobs/job-numbers.ts';
import { Starts } from '../overview/starts.tsx';
import { ScanRibbon, useScanJob } from './scan-ribbon.tsx';

type SectionProps = Readonly<{ section: Section; overview: ImageOverview; scanning: ScanningNow }>;

/** A section of an image that is still scanned: what is known of it so far, and what it waits for (ui.md section 3.15). */
export function ScanningSection({ section, overview, scanning }: SectionProps): ReactNode {
  const job = useScanJob(scanning);
  const stage = job?.progress ? runningStage(job.progress)?.stage : undefined;
  const { sections } = text.scanning;
  const counters = job?.progress?.counters;
  const total = overview.image.components;
  return (
    <div className="screen scanning">
      <div className="screen-head">
        <h1>{text.sections[section]}</h1>
      </div>
      <ScanRibbon scanning={scanning} />
      <p className="scanning-why">
        <Icon of={Hourglass} />
        <span>
          {section in sections ? sections[section as keyof typeof sections] : sections.components}{' '}
          {stage ? text.scanning.waiting(text.jobs.stageNow(stage)) : ''}
        </span>
      </p>
      {section === 'components' && scanning.counted ? (
        <p className="figures">{text.soFar(text.jobs.found(total))}</p>
      ) : null}
      {section === 'start' ? (
        <>
          {counters ? (
            <p className="figures">{text.scanning.layers(counters.layersDone, counters.layersTotal)}</p>
          ) : null}
          <Starts overview={overview} />
        </>
      ) : null}
      {section === 'layers' ? <LayerRows overview={overview} scanning={scanning} /> : null}
    </div>
  );
}

/** Layers by name, with how far each is. Their order and number are known from the start, so no row moves. */
function LayerRows({ overview, scanning }: Omit<SectionProps, 'section'>): ReactNode {
  const job = useScanJob(scanning);
  return (
    <ol className="scanning-layers" aria-label={text.sections.layers}>
      {overview.layers.map(({ index, createdBy, size: stored }) => {
        const live = job?.progress?.layers.find((layer) => layer.index === index);
        return (
          <li key={index}>
            <LayerTag index={index} />
            <span className="ellipsis mono">
              {createdBy === null ? text.layers.noCommand : <Foreign text={createdBy} />}
            </span>
            <span className="figures text-2">{size(stored)}</span>
            <span className="figures text-2">
              {live && live.entries > 0
                ? live.state === 'done'
                  ? count(live.entries)
                  : text.scanning.entries(live.entries)
                : ''}
            </span>
            <span>{text.scanning.layerStates[live?.state ?? 'waiting']}</span>
          </li>
        );
      })}
    </ol>
  );
}
