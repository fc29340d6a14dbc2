import { Copy, FileDown, RefreshCw, Signature } from 'lucide-react';
import { useEffect, useId, useState, type ReactNode } from 'react';
import type { ArtifactView, RemadeDocument } from '#shared/model/artifact.ts';
import type { DocumentAttestation } from '#shared/model/attestation.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPCClient } from '../../data/api.ts';
import { useDesk } from '../../data/desk.ts';
import { canDragOut, prepareHandOut } from '../../data/hand-out.ts';
import { saveDocument } from '../../data/save-document.ts';
import { useRemake } from '../../data/use-artifacts.ts';
import { useSigner } from '../../data/use-signing.ts';
import { announce } from '../../state/announcer.ts';
import { text } from '../../text/en.ts';
import { utc } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { copyText } from '../../ui/kit/copy.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Banner, NoteLine } from '../../ui/kit/states.tsx';
import { DragChip } from '../export/drag-chip.tsx';
import { RevealButton } from './reveal-button.tsx';
import { howAgain } from '../export/verdict.tsx';
import { DocumentBadge } from './document-badge.tsx';
import { SignSheet } from './sign-sheet.tsx';
import { refusalOf } from './signing-words.ts';

type DetailProps = Readonly<{
  imageId: ImageId;
  artifact: ArtifactView;
  attested: DocumentAttestation | undefined;
}>;

/** One document: all that is known of it, and where it can go. */
export function ArtifactDetail({ imageId, artifact, attested }: DetailProps): ReactNode {
  const words = text.exports;
  const { token } = useDesk();
  const api = useTRPCClient();
  const [failure, setFailure] = useState<string | null>(null);
  const { remade, error, busy, remake } = useRemake(imageId, artifact.id);
  const { id, fileName, remakes, current } = artifact;
  useEffect(() => prepareHandOut(api, imageId, id), [api, imageId, id]);
  const save = (): void => {
    setFailure(null);
    saveDocument(artifact, token).then(
      () => announce(text.export.saved(fileName)),
      (cause: unknown) => setFailure(text.export.saveFailed(failureWords(cause))),
    );
  };
  return (
    <section className="artifact-detail" aria-label={words.facts}>
      <h2 className="mono" translate="no">
        {fileName}
      </h2>
      <div className="export-ways">
        <Button kind="primary" icon={FileDown} onClick={save}>
          {words.saveAs}
        </Button>
        <DragChip imageId={imageId} id={id} fileName={fileName} />
        <RevealButton imageId={imageId} id={id} />
        <Button icon={Copy} onClick={() => void copyText(id.slice('sha256:'.length), text.export.digestOf)}>
          {text.copy.action(text.export.digest)}
        </Button>
        <Button icon={RefreshCw} disabled={!remakes || busy} onClick={remake}>
          {words.remake}
        </Button>
        {remakes ? null : <span className="text-2">{words.noRemake}</span>}
        <SignButton imageId={imageId} artifact={artifact} attested={attested} />
      </div>
      {failure === null ? null : <Banner kind="error">{failure}</Banner>}
      <div role="status" className="artifact-remade">
        {busy ? <span className="text-2">{words.remaking}</span> : null}
        {remade ? <Remade remade={remade} /> : null}
      </div>
      {error === null ? null : <Banner kind="error">{words.remakeFailed(error)}</Banner>}
      {current ? null : <NoteLine kind="caution">{words.older}</NoteLine>}
      <Facts artifact={artifact} attested={attested} />
      {canDragOut() ? null : <p className="text-2">{words.noDrag}</p>}
    </section>
  );
}

function Remade({ remade: { id, size, identical } }: Readonly<{ remade: RemadeDocument }>): ReactNode {
  const words = text.exports;
  if (identical) return <NoteLine kind="plain">{words.same(size)}</NoteLine>;
  return (
    <NoteLine kind="error">
      {words.other(size)} <span className="mono">{id.slice('sha256:'.length)}</span>
    </NoteLine>
  );
}

/** What keeps it from being pressed is said beside it. */
function SignButton({ imageId, artifact, attested }: DetailProps): ReactNode {
  const words = text.signing;
  const signer = useSigner();
  const [open, setOpen] = useState(false);
  const can = attested?.attestable ?? 'yes';
  const off = can !== 'yes' ? words.cannot[can] : signer?.state === 'none' ? words.noSigner : null;
  const id = useId();
  return (
    <>
      <Button
        icon={Signature}
        disabled={off !== null || signer === undefined || !attested}
        aria-describedby={off === null ? undefined : id}
        onClick={() => setOpen(true)}
      >
        {words.action}
      </Button>
      {off === null ? null : (
        <span id={id} className="text-2">
          {off}
        </span>
      )}
      {open ? <SignSheet imageId={imageId} artifact={artifact} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** What is attested, and whenever a signer was asked. */
function AttestedFacts({ of: one }: Readonly<{ of: DocumentAttestation }>): ReactNode {
  const words = text.signing;
  return (
    <>
      <dt>{words.attested}</dt>
      <dd>
        <DocumentBadge of={one} />
      </dd>
      {one.signings.length === 0 ? null : (
        <>
          <dt>{words.signings}</dt>
          <dd>
            <ul className="signings">
              {one.signings.map(({ atMs, outcome }) => (
                <li key={atMs}>
                  <span className="figures text-2" translate="no">
                    {utc(atMs)}
                  </span>{' '}
                  <Foreign
                    text={
                      outcome.kind === 'signed'
                        ? words.signed(outcome.signer.name, outcome.signer.algorithm)
                        : (refusalOf(outcome) ?? '')
                    }
                  />
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
    </>
  );
}

function Facts({ artifact, attested }: Readonly<Omit<DetailProps, 'imageId'>>): ReactNode {
  const words = text.exports;
  const { id, size, components, schema, lossy, origin, name, layer, profile, reEmitted, remakes, createdAtMs } =
    artifact;
  const extent = profile === 'full' || profile === 'lean' ? text.export.profiles[profile] : null;
  return (
    <dl className="facts">
      <dt>{text.export.digest}</dt>
      <dd className="mono">{id.slice('sha256:'.length)}</dd>
      <dt>{text.export.size}</dt>
      <dd className="figures">
        {words.bytes(size)}
        {components === null ? null : `, ${text.export.components(components)}`}
      </dd>
      <dt>{text.export.schema}</dt>
      <dd className="mono">{schema ?? '—'}</dd>
      <dt>{words.how}</dt>
      <dd>{howAgain(reEmitted)}</dd>
      {attested ? <AttestedFacts of={attested} /> : null}
      {lossy.length === 0 ? null : (
        <>
          <dt>{text.export.lossy}</dt>
          <dd className="mono">{lossy.join(', ')}</dd>
        </>
      )}
      {remakes ? (
        <>
          {extent === null || artifact.format === 'bom-index' ? null : (
            <>
              <dt>{words.extent}</dt>
              <dd>{extent}</dd>
            </>
          )}
          <dt>{words.calls}</dt>
          <dd>{name === null ? words.itsId : <Foreign text={name} />}</dd>
        </>
      ) : null}
      {layer === null ? null : (
        <>
          <dt>{words.layer}</dt>
          <dd className="figures">L{layer}</dd>
        </>
      )}
      <dt>{words.origin}</dt>
      <dd>
        {words.origins[origin]},{' '}
        <span className="figures" translate="no">
          {utc(createdAtMs)}
        </span>
      </dd>
    </dl>
  );
}
