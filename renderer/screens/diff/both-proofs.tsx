import { useContext, type ReactNode } from 'react';
import type { DiffRowSide } from '#shared/model/diff.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { useDiffRow, type Pair } from '../../data/use-diff.ts';
import { imageTitle, useLibrary } from '../../data/use-library.ts';
import { openImage, togglePanel } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { shortDigest } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Path } from '../../ui/kit/foreign.tsx';
import { Skeleton } from '../../ui/kit/states.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import { ScanningSides } from './scanning-sides.ts';

/** Proofs shown of one side; the image itself has the rest. */
const MOST = 6;

/** The bytes that prove a change, of the old image and of the new one. */
export function BothProofs({ pair, id }: Readonly<{ pair: Pair; id: string }>): ReactNode {
  const { row, error } = useDiffRow(pair, id);
  if (error !== null) return <p role="alert">{error}</p>;
  if (!row) return <Skeleton width={360} />;
  return (
    <div className="both-proofs">
      {row.perSide.map((side) => (
        <Side key={side.role} side={side} imageId={side.role === 'old' ? pair.old : pair.new} />
      ))}
    </div>
  );
}

function Side({ side, imageId }: Readonly<{ side: DiffRowSide; imageId: ImageId }>): ReactNode {
  const { images } = useLibrary();
  const image = images?.find((one) => one.imageId === imageId);
  const scanning = useContext(ScanningSides);
  const [key] = side.keys;
  const show = (): void => {
    if (key === undefined) return;
    openImage(imageId, image ? imageTitle(image) : shortDigest(imageId), {
      section: 'components',
      query: '',
      facets: {},
      removed: false,
      selection: { kind: 'component', key },
    });
    togglePanel('dock', true);
  };
  return (
    <section className="proof-side" aria-label={side.role === 'old' ? text.diff.old : text.diff.new}>
      <h2>{side.role === 'old' ? text.diff.old : text.diff.new}</h2>
      {side.evidence.length === 0 ? <p className="text-2">{text.diff.notThere}</p> : null}
      <ul>
        {side.evidence.slice(0, MOST).map(({ locator, proves }) => (
          <li key={`${proves} ${locator.layerIndex} ${locator.path} ${locator.sha256}`} className="proof-line">
            <LayerTag index={locator.layerIndex} />
            <Path text={`/${[locator.path, ...locator.container].join('!/')}`} />
            <span className="text-2 figures">
              {text.diff.bytes(locator.segments.map(({ from, to }) => `${from}–${to}`).join(', '))}
            </span>
          </li>
        ))}
      </ul>
      {key === undefined ? null : scanning.some((role) => role === side.role) ? (
        <p className="text-2">{text.diff.soFar.bytesLater}</p>
      ) : (
        <Button kind="link" onClick={show}>
          {text.diff.showBytes}
        </Button>
      )}
    </section>
  );
}
