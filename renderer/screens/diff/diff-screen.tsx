import { GitCompare } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import type { JobView } from '#shared/model/job.ts';
import type { LibraryImage } from '#shared/model/library.ts';
import { useRowsOf, useDiff } from '../../data/use-diff.ts';
import { useHeld } from '../../data/use-held.ts';
import { imageTitle, useLibrary } from '../../data/use-library.ts';
import { useLive, useScanOf } from '../../data/use-live.ts';
import { adjust, openImage, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { shortDigest } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Banner, Empty, Skeleton } from '../../ui/kit/states.tsx';
import { DiffScanNote, RailsSoFar } from './diff-so-far.tsx';
import { DiffView } from './diff-view.tsx';
import { ScanningSides } from './scanning-sides.ts';
import './diff.css';

const NONE = [] as const;

/** What changed from another image to this one. */
export function DiffScreen({ imageId, other }: Readonly<{ imageId: ImageId; other: ImageId | null }>): ReactNode {
  return other === null ? (
    <ChooseOther imageId={imageId} />
  ) : (
    <Comparison key={other} imageId={imageId} other={other} />
  );
}

/** The other images of the library, the newest first, after those that are still scanned. */
function ChooseOther({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const { images } = useLibrary();
  const scanning = useScanning(imageId, images);
  const others = images?.filter((image) => image.imageId !== imageId) ?? [];
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>{text.diff.chooseTitle}</h1>
      </div>
      {images && others.length + scanning.length === 0 ? <Empty icon={GitCompare} title={text.diff.noOther} /> : null}
      <ul className="diff-choices">
        {scanning.map(({ id, title }) => (
          <li key={id}>
            <Button onClick={() => adjust({ other: id })}>
              <Foreign text={title} /> <span className="text-2">{text.diff.soFar.running}</span>
            </Button>
          </li>
        ))}
        {others.map((image) => (
          <li key={image.imageId}>
            <Button onClick={() => adjust({ other: image.imageId })}>
              <Foreign text={imageTitle(image)} /> <span className="mono text-2">{shortDigest(image.imageId)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Images that are scanned for the first time, as far as they are known. */
function useScanning(
  imageId: ImageId,
  images: readonly LibraryImage[] | undefined,
): readonly Readonly<{ id: ImageId; title: string }>[] {
  const jobs = useLive((live) => live.jobs);
  return (jobs ?? []).flatMap(({ status, title, progress }) => {
    const id = status === 'running' ? (progress?.imageId ?? null) : null;
    const isNew = id !== null && id !== imageId && !images?.some((image) => image.imageId === id);
    return isNew ? [{ id, title }] : [];
  });
}

function Comparison({ imageId, other }: Readonly<{ imageId: ImageId; other: ImageId }>): ReactNode {
  const [allowMixed, setAllowMixed] = useState(false);
  const { images } = useLibrary();
  const pair = { old: other, new: imageId, allowMixed };
  const { head: latest, error, ended, refused, retry } = useDiff(pair);
  const jobs = { old: useScanOf(other), new: useScanOf(imageId) };
  const titles = useConsole((state) => state.tabs);
  const titleOf = (id: ImageId, job: JobView | undefined): string => {
    const image = images?.find((one) => one.imageId === id);
    return image ? imageTitle(image) : (titles.find((tab) => tab.id === id)?.title ?? job?.title ?? shortDigest(id));
  };
  const [oldTitle, newTitle] = [titleOf(other, jobs.old), titleOf(imageId, jobs.new)];
  // The final comparison waits while somebody is in the list. Layers alone have nothing that could move.
  const held = useHeld(latest, latest?.soFar ? 'so far' : 'final');
  const head = held.shown?.soFar?.compared ? held.shown : latest;
  useRowsOf(pair, head);
  const [begun, setBegun] = useState(false);
  if (head?.soFar && !begun) setBegun(true);
  return (
    <div className="screen diff">
      <div className="screen-head">
        <h1 className="diff-title">
          <Foreign text={oldTitle} /> <span aria-hidden>→</span>
          <span className="sr-only">{text.diff.to}</span> <Foreign text={newTitle} />
        </h1>
        <Button onClick={() => openImage(other, oldTitle, { section: 'diff', other: imageId })}>
          {text.diff.swap}
        </Button>
        <Button onClick={() => adjust({ other: null })}>{text.diff.chooseAnother}</Button>
      </div>
      {begun && head ? (
        <DiffScanNote
          soFar={head.soFar}
          job={jobs.new ?? jobs.old}
          waiting={head !== latest && latest?.soFar === null}
          show={held.show}
        />
      ) : null}
      {ended ? (
        <Banner kind="caution">
          {text.diff.soFar.gone}
          <Button onClick={retry}>{text.actions.retry}</Button>
        </Banner>
      ) : error === null ? null : refused && !allowMixed ? (
        <Banner kind="caution">
          {text.diff.mixed}
          <Button onClick={() => setAllowMixed(true)}>{text.diff.compareAnyway}</Button>
        </Banner>
      ) : (
        <Banner kind="error">
          {error}
          <Button onClick={retry}>{text.actions.retry}</Button>
        </Banner>
      )}
      {head?.soFar?.compared === false ? (
        <RailsSoFar head={head} jobs={jobs} />
      ) : head ? (
        <ScanningSides value={head.soFar?.scanning ?? NONE}>
          <div className="diff-held" {...held.hold}>
            <DiffView pair={pair} head={head} />
          </div>
        </ScanningSides>
      ) : error === null ? (
        <div aria-busy="true" className="library-waiting">
          {[420, 360, 480].map((width) => (
            <Skeleton key={width} width={width} />
          ))}
        </div>
      ) : null}
    </div>
  );
}
