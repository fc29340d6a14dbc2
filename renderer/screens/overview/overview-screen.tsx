import type { ImageId } from '#shared/model/digest.ts';
import type { ImageOverview } from '#shared/model/library.ts';
import { isLoss } from '#shared/model/diagnostic.ts';
import { OS_PACKAGE_TYPES } from '#shared/model/package-types.ts';
import { ImageOff } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useOverview } from '../../data/use-image.ts';
import { imageTitle, platformText } from '../../data/use-library.ts';
import { go } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { count, utc } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Banner, Empty, NoteLine, Skeleton } from '../../ui/kit/states.tsx';
import { LayerTag, TypeChip } from '../../ui/kit/tags.tsx';
import { ScanRibbon } from '../scanning/scan-ribbon.tsx';
import { Identity } from './identity.tsx';
import { LayerStrip } from './layer-strip.tsx';
import { failedLayers, NotKnown } from './not-known.tsx';
import { shortCommand } from '#shared/text/short-command.ts';
import { Starts } from './starts.tsx';
import { useCardLists } from './use-card-lists.tsx';
import './overview.css';

/** Types of which a distribution's own package database speaks. */
const osTypes: ReadonlySet<string> = new Set(OS_PACKAGE_TYPES);

/** One image on one page: which it is, its layers, what is in it, who put it there, what could not be read. */
export function OverviewScreen({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const { overview, error, retry } = useOverview(imageId);
  // Who saw it while it was scanned keeps the page's measures when the scan ends, until they leave it.
  const [steady, setSteady] = useState(false);
  if (overview?.scanning && !steady) setSteady(true);
  if (!overview) {
    if (error === null) return <Waiting />;
    return (
      <Empty icon={ImageOff} title={error}>
        <Button onClick={retry}>{text.actions.retry}</Button>
      </Empty>
    );
  }
  const { image } = overview;
  return (
    <div className="screen overview">
      <div className="screen-head">
        <h1>
          <Foreign text={imageTitle(image)} />
        </h1>
        <span className="text-2 figures">
          <Foreign text={platformText(image.platform)} />
          {' · '}
          {overview.created === null ? text.overview.noTime : text.overview.created(utc(overview.created))}
          {' · '}
          {text.overview.size(overview.size)}
          {image.distro ? (
            <>
              {' · '}
              <Foreign text={image.distro.prettyName ?? image.distro.id} />
            </>
          ) : null}
        </span>
      </div>
      {steady ? (
        <ScanRibbon scanning={overview.scanning} ended={image.complete ? text.scanning.ended : text.overview.partial} />
      ) : image.complete ? null : (
        <Banner kind="caution">{text.overview.partial}</Banner>
      )}
      {overview.outdated ? <Banner kind="caution">{text.overview.outdated}</Banner> : null}
      <Identity overview={overview} />
      <section aria-labelledby="strip-title">
        <h2 id="strip-title" className="section-title card-title">
          {text.overview.layers} <span className="figures">{count(overview.layers.length)}</span>
        </h2>
        <LayerStrip layers={overview.layers} />
      </section>
      <div className="cards" data-steady={steady || undefined}>
        <Contents overview={overview} />
        <Origins overview={overview} />
        <Starts overview={overview} />
        <Notes overview={overview} />
      </div>
    </div>
  );
}

type Part = Readonly<{ overview: ImageOverview }>;

function Contents({ overview: latest }: Part): ReactNode {
  const { overview, hold, newer, pending } = useCardLists(latest);
  const { componentCounts, fileCounts, removedComponents, image } = overview;
  const least = image.complete ? '' : '≥ ';
  return (
    <section className="card" aria-labelledby="contents-title" {...hold}>
      <h2 id="contents-title" className="section-title card-title">
        {text.overview.whatIsInIt}
        {newer}
      </h2>
      {pending}
      {pending === null && componentCounts.length === 0 ? <p className="text-2">{text.overview.noComponents}</p> : null}
      {pending === null && image.distro && !componentCounts.some(({ type }) => osTypes.has(type)) ? (
        <p className="text-2">
          <Foreign text={text.broken.noDatabase(image.distro.prettyName ?? image.distro.id)} />
        </p>
      ) : null}
      <ul className="count-list">
        {componentCounts.map(({ type, count: value }) => (
          <li key={type}>
            <button
              type="button"
              className="count-row"
              onClick={() => go({ section: 'components', query: '', removed: false, facets: { type: [type] } })}
            >
              {isType(type) ? <TypeChip type={type} /> : <Foreign text={type} />}
              <span className="count-name">{isType(type) ? text.types[type] : type}</span>
              <span className="figures">
                {least}
                {count(value)}
                {overview.scanning ? <span className="so-far"> {text.scanning.soFar}</span> : null}
              </span>
            </button>
          </li>
        ))}
        {removedComponents > 0 ? (
          <li>
            <button
              type="button"
              className="count-row"
              onClick={() => go({ section: 'components', query: '', removed: true, facets: {} })}
            >
              <span className="count-name text-2">{text.overview.removed(removedComponents)}</span>
            </button>
          </li>
        ) : null}
      </ul>
      <p className="file-counts text-2 figures">
        {Object.entries(fileCounts)
          .filter(([, value]) => value > 0)
          .sort(([, a], [, b]) => b - a)
          .map(([type, value]) => text.overview.fileTypes(type, value))
          .map((words) => least + words)
          .join(' · ')}
      </p>
      <NotKnown layers={overview.layers}>{text.broken.contents}</NotKnown>
    </section>
  );
}

function isType(type: string): type is keyof typeof text.types {
  return Object.hasOwn(text.types, type);
}

function Origins({ overview: latest }: Part): ReactNode {
  const { overview, hold, newer, pending } = useCardLists(latest);
  const layers = overview.layers.filter(({ components, complete }) => components.introduced > 0 || !complete);
  const failed = failedLayers(overview.layers);
  return (
    <section className="card" aria-labelledby="origins-title" {...hold}>
      <h2 id="origins-title" className="section-title card-title">
        {text.overview.whoPutItThere}
        {newer}
      </h2>
      {pending}
      {pending === null && layers.length === 0 ? <p className="text-2">{text.overview.noComponents}</p> : null}
      <ul className="count-list">
        {layers.map(({ index, createdBy, components, complete }) => {
          const command = (
            <span className="count-name ellipsis mono">
              {createdBy === null ? text.layers.noCommand : <Foreign text={shortCommand(createdBy)} />}
            </span>
          );
          const below = failed.filter((other) => other < index);
          return (
            <li key={index}>
              {complete ? (
                <button
                  type="button"
                  className="count-row"
                  onClick={() =>
                    go({ section: 'components', query: '', removed: false, facets: { layer: [String(index)] } })
                  }
                >
                  <LayerTag index={index} />
                  {command}
                  {below.length > 0 ? <span className="text-2">{text.broken.orBelow(below)}</span> : null}
                  <span className="figures">
                    {count(components.introduced)}
                    {overview.scanning ? <span className="so-far"> {text.scanning.soFar}</span> : null}
                  </span>
                </button>
              ) : (
                <div className="count-row">
                  <LayerTag index={index} />
                  {command}
                  <span className="not-known">{text.broken.notKnown}</span>
                </div>
              )}
            </li>
          );
        })}
      </ul>
      <NotKnown layers={overview.layers}>{text.broken.origins}</NotKnown>
    </section>
  );
}

function Notes({ overview: latest }: Part): ReactNode {
  const { overview, hold, newer, pending } = useCardLists(latest);
  const { notes } = overview;
  return (
    <section className="card" aria-labelledby="notes-title" {...hold}>
      <h2 id="notes-title" className="section-title card-title">
        {text.overview.notes} {notes.length > 0 ? <span className="figures">{count(notes.length)}</span> : null}
        {newer}
      </h2>
      {pending}
      {pending === null && notes.length === 0 ? <p className="text-2">{text.overview.noNotes}</p> : null}
      <ul className="notes">
        {notes.slice(0, 200).map((note) => {
          const words = text.overview.note(note);
          return (
            <li key={words}>
              <NoteLine kind={isLoss(note) ? 'caution' : 'plain'}>
                <Foreign text={words} />
              </NoteLine>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Waiting(): ReactNode {
  return (
    <div className="screen overview" aria-busy="true">
      {[220, 480, 640, 360].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  );
}
