import { FileOutput } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ArtifactView } from '#shared/model/artifact.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { useArtifacts } from '../../data/use-artifacts.ts';
import { useDocumentAttestations } from '../../data/use-signing.ts';
import { useExport } from '../../data/use-export.ts';
import { activeTab, adjust, showSheet, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Banner, Empty, Skeleton } from '../../ui/kit/states.tsx';
import { SHIPPED, shippedPresets, wishOf } from '../export/presets.ts';
import { ArtifactDetail } from './artifact-detail.tsx';
import { ArtifactTable } from './artifact-table.tsx';
import '../export/export.css';
import './exports.css';

/** Documents that are stored of an image: what each is, what was checked of it, and where it can go. */
export function ExportsScreen({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const words = text.exports;
  const { artifacts, error, retry } = useArtifacts(imageId);
  const attested = useDocumentAttestations(imageId);
  const chosen = useConsole((state) => {
    const { selection } = activeTab(state).view;
    return selection?.kind === 'artifact' ? selection.id : null;
  });
  const shown = artifacts?.find(({ id }) => id === chosen) ?? artifacts?.[0];
  const choose = ({ id }: ArtifactView): void => adjust({ selection: { kind: 'artifact', id } });
  return (
    <div className="exports">
      <div className="screen-head">
        <h1>{words.title}</h1>
        {artifacts ? <span className="text-2 figures">{words.summary(artifacts.length)}</span> : null}
        <span className="dock-gap" />
        <Button kind="primary" icon={FileOutput} onClick={() => showSheet('export')}>
          {words.make}
        </Button>
      </div>
      {error === null ? null : (
        <div className="exports-error">
          <Banner kind="error">{words.failed(error)}</Banner>
          <Button onClick={retry}>{words.retry}</Button>
        </div>
      )}
      {attested.failed ? <Banner kind="caution">{text.signing.listFailed}</Banner> : null}
      {artifacts ? null : error === null ? <Loading /> : null}
      {artifacts?.length === 0 ? <NoDocuments imageId={imageId} /> : null}
      {artifacts && shown ? (
        <>
          <ArtifactTable
            imageId={imageId}
            artifacts={artifacts}
            shown={shown}
            choose={choose}
            attestedOf={attested.of}
          />
          <ArtifactDetail key={shown.id} imageId={imageId} artifact={shown} attested={attested.of(shown.id)} />
        </>
      ) : null}
    </div>
  );
}

function Loading(): ReactNode {
  return (
    <div className="exports-loading" role="status" aria-label={text.exports.loading}>
      {[420, 380, 440].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  );
}

/** The three usual presets, each one press away. */
function NoDocuments({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const words = text.exports;
  const { busy, error, make } = useExport(imageId);
  const [made, setMade] = useState<(typeof SHIPPED)[number] | null>(null);
  return (
    <Empty icon={FileOutput} title={words.none}>
      <p>{words.noneText}</p>
      <div className="exports-presets">
        {SHIPPED.map((one) => (
          <Button
            key={one}
            disabled={busy}
            onClick={() => {
              setMade(one);
              make(wishOf(shippedPresets[one], []));
            }}
          >
            {words.makePreset(words.shipped[one])}
          </Button>
        ))}
      </div>
      <p role="status">{busy && made !== null ? words.making : ''}</p>
      {error === null ? null : <Banner kind="error">{words.makeFailed(error)}</Banner>}
    </Empty>
  );
}
