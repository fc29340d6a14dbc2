import type { ImageId } from '#shared/model/digest.ts';
import type { ImageOverview } from '#shared/model/library.ts';
import { describeDiagnostic, isLoss } from '#shared/model/diagnostic.ts';
import { ImageOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useOverview } from '../../data/use-image.ts';
import { imageTitle, platformText } from '../../data/use-library.ts';
import { go } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { count, utc } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Banner, Empty, NoteLine, Skeleton } from '../../ui/kit/states.tsx';
import { LayerTag, TypeChip } from '../../ui/kit/tags.tsx';
import { Identity } from './identity.tsx';
import { LayerStrip } from './layer-strip.tsx';
import { shortCommand } from './short-command.ts';
import { Starts } from './starts.tsx';
import './overview.css';

/** One image on one page: which it is, its layers, what is in it, who put it there, what could not be read. */
export function OverviewScreen({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const { overview, error, retry } = useOverview(imageId);
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
      {image.complete ? null : <Banner kind="caution">{text.overview.partial}</Banner>}
      {overview.outdated ? <Banner kind="caution">{text.overview.outdated}</Banner> : null}
      <Identity overview={overview} />
      <section aria-labelledby="strip-title">
        <h2 id="strip-title" className="section-title card-title">
          {text.overview.layers} <span className="figures">{count(overview.layers.length)}</span>
        </h2>
        <LayerStrip layers={overview.layers} />
      </section>
      <div className="cards">
        <Contents overview={overview} />
        <Origins overview={overview} />
        <Starts overview={overview} />
        <Notes overview={overview} />
      </div>
    </div>
  );
}

type Part = Readonly<{ overview: ImageOverview }>;

function Contents({ overview }: Part): ReactNode {
  const { componentCounts, fileCounts, removedComponents, image } = overview;
  const least = image.complete ? '' : '≥ ';
  return (
    <section className="card" aria-labelledby="contents-title">
      <h2 id="contents-title" className="section-title card-title">
        {text.overview.whatIsInIt}
      </h2>
      {componentCounts.length === 0 ? <p className="text-2">{text.overview.noComponents}</p> : null}
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
          .join(' · ')}
      </p>
    </section>
  );
}

function isType(type: string): type is keyof typeof text.types {
  return Object.hasOwn(text.types, type);
}

function Origins({ overview }: Part): ReactNode {
  const layers = overview.layers.filter(({ components }) => components.introduced > 0);
  return (
    <section className="card" aria-labelledby="origins-title">
      <h2 id="origins-title" className="section-title card-title">
        {text.overview.whoPutItThere}
      </h2>
      {layers.length === 0 ? <p className="text-2">{text.overview.noComponents}</p> : null}
      <ul className="count-list">
        {layers.map(({ index, createdBy, components }) => (
          <li key={index}>
            <button
              type="button"
              className="count-row"
              onClick={() =>
                go({ section: 'components', query: '', removed: false, facets: { layer: [String(index)] } })
              }
            >
              <LayerTag index={index} />
              <span className="count-name ellipsis mono">
                {createdBy === null ? text.layers.noCommand : <Foreign text={shortCommand(createdBy)} />}
              </span>
              <span className="figures">{count(components.introduced)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Notes({ overview }: Part): ReactNode {
  const { notes } = overview;
  return (
    <section className="card" aria-labelledby="notes-title">
      <h2 id="notes-title" className="section-title card-title">
        {text.overview.notes} {notes.length > 0 ? <span className="figures">{count(notes.length)}</span> : null}
      </h2>
      {notes.length === 0 ? <p className="text-2">{text.overview.noNotes}</p> : null}
      <ul className="notes">
        {notes.slice(0, 200).map((note) => {
          const words = describeDiagnostic(note);
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
