import type { ImageOverview, ScanningNow } from '#shared/model/library.ts';
import { Hourglass } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Section } from '../../state/view.ts';
import { text } from '../../text/en.ts';
import { count, size } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import { runningStage } from '../jobs/job-numbers.ts';
import { LayerEntriesList } from './layer-entries.tsx';
import { KindBadges, useLayerKinds } from './layer-kinds.tsx';
import { PartialRows } from './partial-rows.tsx';
import { ScanningComponents } from './scanning-components.tsx';
import { ScanningLinks } from './scanning-links.tsx';
import { ScanningStart } from './scanning-start.tsx';
import { ScanRibbon, useScanJob } from './scan-ribbon.tsx';

type SectionProps = Readonly<{ section: Section; overview: ImageOverview; scanning: ScanningNow }>;

/** A section of an image that is still scanned: what is known of it so far, and what it waits for (ui.md section 3.15). */
export function ScanningSection({ section, overview, scanning }: SectionProps): ReactNode {
  const job = useScanJob(scanning);
  const stage = job?.progress ? runningStage(job.progress)?.stage : undefined;
  const { sections } = text.scanning;
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
      {section === 'components' ? <ScanningComponents imageId={overview.image.imageId} scanning={scanning} /> : null}
      {section === 'start' ? <ScanningStart overview={overview} scanning={scanning} /> : null}
      {section === 'links' ? <ScanningLinks imageId={overview.image.imageId} scanning={scanning} /> : null}
      {section === 'exports' ? <PartialRows overview={overview} scanning={scanning} /> : null}
      {section === 'layers' ? <LayerRows overview={overview} scanning={scanning} /> : null}
    </div>
  );
}

/** Layers by name, with how far each is. Their order and number are known from the start, so no row moves. */
function LayerRows({ overview, scanning }: Omit<SectionProps, 'section'>): ReactNode {
  const job = useScanJob(scanning);
  const kinds = useLayerKinds(overview.image.imageId, scanning);
  const [listed, setListed] = useState<number | null>(null);
  return (
    <>
      <ol className="scanning-layers" aria-label={text.sections.layers}>
        {overview.layers.map(({ index, createdBy, size: stored }) => {
          const live = job?.progress?.layers.find((layer) => layer.index === index);
          return (
            <li key={index}>
              <LayerTag index={index} />
              <span className="ellipsis mono">
                {createdBy === null ? text.layers.noCommand : <Foreign text={createdBy} />}
              </span>
              <KindBadges kinds={kinds.get(index)} />
              <span className="figures text-2">{size(stored)}</span>
              <span className="figures text-2">
                {live && live.entries > 0
                  ? live.state === 'done'
                    ? count(live.entries)
                    : text.scanning.entries(live.entries)
                  : ''}
              </span>
              <span>{text.scanning.layerStates[live?.state ?? 'waiting']}</span>
              {live?.state === 'done' ? (
                <Button
                  kind="link"
                  aria-pressed={listed === index}
                  aria-label={text.scanning.listLayer(index)}
                  onClick={() => setListed(listed === index ? null : index)}
                >
                  {text.scanning.list}
                </Button>
              ) : (
                <span />
              )}
            </li>
          );
        })}
      </ol>
      {listed === null ? null : <LayerEntriesList key={listed} imageId={overview.image.imageId} layer={listed} />}
    </>
  );
}
