import { GitCompare } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import { useDiff } from '../../data/use-diff.ts';
import { imageTitle, useLibrary } from '../../data/use-library.ts';
import { adjust, openImage } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { shortDigest } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Banner, Empty, Skeleton } from '../../ui/kit/states.tsx';
import { DiffView } from './diff-view.tsx';
import './diff.css';

/** What changed from another image to this one. */
export function DiffScreen({ imageId, other }: Readonly<{ imageId: ImageId; other: ImageId | null }>): ReactNode {
  return other === null ? (
    <ChooseOther imageId={imageId} />
  ) : (
    <Comparison key={other} imageId={imageId} other={other} />
  );
}

/** The other images of the library, the newest first. */
function ChooseOther({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const { images } = useLibrary();
  const others = images?.filter((image) => image.imageId !== imageId) ?? [];
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>{text.diff.chooseTitle}</h1>
      </div>
      {images && others.length === 0 ? <Empty icon={GitCompare} title={text.diff.noOther} /> : null}
      <ul className="diff-choices">
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

function Comparison({ imageId, other }: Readonly<{ imageId: ImageId; other: ImageId }>): ReactNode {
  const [allowMixed, setAllowMixed] = useState(false);
  const { images } = useLibrary();
  const pair = { old: other, new: imageId, allowMixed };
  const { head, error, refused, retry } = useDiff(pair);
  const titleOf = (id: ImageId): string => {
    const image = images?.find((one) => one.imageId === id);
    return image ? imageTitle(image) : shortDigest(id);
  };
  const [oldTitle, newTitle] = [titleOf(other), titleOf(imageId)];
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
      {error === null ? null : refused && !allowMixed ? (
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
      {head ? (
        <DiffView pair={pair} head={head} />
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
