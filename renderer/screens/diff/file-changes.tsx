import { useContext, type ReactNode } from 'react';
import type { DiffFile, DiffFileSide } from '#shared/model/diff.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { Pair } from '../../data/use-diff.ts';
import { imageTitle, useLibrary } from '../../data/use-library.ts';
import { openImage, togglePanel } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { exactBytes, shortDigest } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { CopyButton } from '../../ui/kit/copy.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import { ScanningSides } from './scanning-sides.ts';
import { TextChanges } from './text-changes.tsx';

/** A file on both sides, each a step away from its bytes, and the lines of its text that changed. */
export function FileChanges({ pair, file }: Readonly<{ pair: Pair; file: DiffFile }>): ReactNode {
  const { old, new: now, also, path } = file;
  const hasText = (old ?? now)?.type === 'file' && (old === null || now === null || also.includes('content'));
  return (
    <div className="file-changes">
      <div className="both-proofs">
        <Side role="old" name={text.diff.old} side={old} imageId={pair.old} path={path} />
        <Side role="new" name={text.diff.new} side={now} imageId={pair.new} path={path} />
      </div>
      {hasText ? <TextChanges pair={pair} id={file.id} /> : null}
    </div>
  );
}

type SideProps = Readonly<{
  role: 'old' | 'new';
  name: string;
  side: DiffFileSide | null;
  imageId: ImageId;
  path: string;
}>;

function Side({ role, name, side, imageId, path }: SideProps): ReactNode {
  const { images } = useLibrary();
  const scanning = useContext(ScanningSides);
  const image = images?.find((one) => one.imageId === imageId);
  const show = (): void => {
    openImage(imageId, image ? imageTitle(image) : shortDigest(imageId), {
      section: 'components',
      query: '',
      facets: {},
      removed: false,
      selection: { kind: 'file', path },
    });
    togglePanel('dock', true);
  };
  const facts = text.diff.fileFacts;
  return (
    <section className="proof-side" aria-label={name}>
      <h2>{name}</h2>
      {side === null ? (
        <p className="text-2">{text.diff.notThere}</p>
      ) : (
        <>
          <dl className="file-facts">
            <dt>{facts.layer}</dt>
            <dd>
              <LayerTag index={side.layer} />
            </dd>
            {side.size === undefined ? null : (
              <>
                <dt>{facts.size}</dt>
                <dd className="figures">{exactBytes(side.size)}</dd>
              </>
            )}
            {side.sha256 === undefined ? null : (
              <>
                <dt>{facts.digest}</dt>
                <dd>
                  <span className="mono">{shortDigest(side.sha256)}</span>
                  <CopyButton value={side.sha256} what={`${facts.digest}, ${name}`} />
                </dd>
              </>
            )}
            {side.linkTarget === undefined ? null : (
              <>
                <dt>{facts.link}</dt>
                <dd>
                  <Foreign text={side.linkTarget} mono />
                </dd>
              </>
            )}
          </dl>
          {scanning.includes(role) ? (
            <p className="text-2">{text.diff.soFar.bytesLater}</p>
          ) : (
            <Button kind="link" onClick={show}>
              {text.diff.showBytes}
            </Button>
          )}
        </>
      )}
    </section>
  );
}
