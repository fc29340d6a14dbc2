import { useEffect, type ReactNode } from 'react';
import type { ArtifactView } from '#shared/model/artifact.ts';
import type { SignerView } from '#shared/model/attestation.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { JobView } from '#shared/model/job.ts';
import { attestationStore } from '../../data/given-attestations.ts';
import { useSign, useSigner } from '../../data/use-signing.ts';
import { announce } from '../../state/announcer.ts';
import { go } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';
import { Banner, NoteLine } from '../../ui/kit/states.tsx';
import { outcomeWords } from './signing-words.ts';

type SheetProps = Readonly<{ imageId: ImageId; artifact: ArtifactView; onClose: () => void }>;

/** Which document is signed with which key, and what came of it. A refusal is an end like another: the document stays. */
export function SignSheet({ imageId, artifact, onClose }: SheetProps): ReactNode {
  const words = text.signing;
  const signer = useSigner();
  const { job, busy, error, sign } = useSign(imageId, artifact.id);
  const outcome = job?.signing?.outcome ?? null;
  const told = outcome && outcomeWords(outcome);
  useEffect(() => {
    if (told !== null) announce(told);
  }, [told]);
  const show = (): void => {
    if (outcome?.kind !== 'signed') return;
    attestationStore.set(() => ({ imageId, chosen: outcome.attestation, refused: null }));
    onClose();
    go({ section: 'attestations' });
  };
  return (
    <Sheet title={words.title} onClose={onClose}>
      <div className="sign-sheet">
        <p className="text-2">{words.intro}</p>
        <dl className="facts">
          <dt>{words.document}</dt>
          <dd className="mono" translate="no">
            {artifact.fileName}
          </dd>
          <KeyFacts signer={signer} />
          <dt>{words.log}</dt>
          <dd>{words.noLog}</dd>
        </dl>
        {signer?.state === 'refuses' && !job ? (
          <NoteLine kind="caution">
            <Foreign text={words.refuses(signer.name, words.refusal(signer.refusal.code, signer.refusal.detail))} />
          </NoteLine>
        ) : null}
        <div role="status" className="sign-outcome">
          {busy ? <span className="text-2">{words.signing}</span> : null}
          {told === null ? null : (
            <NoteLine kind={outcome?.kind === 'signed' ? 'plain' : 'caution'}>
              <Foreign text={told} />
            </NoteLine>
          )}
        </div>
        <Failure job={job} error={error} />
      </div>
      <div className="sheet-actions">
        <Button onClick={onClose}>{outcome ? text.actions.close : text.actions.cancel}</Button>
        {outcome?.kind === 'signed' ? (
          <Button kind="primary" autoFocus onClick={show}>
            {words.show}
          </Button>
        ) : (
          <Button
            kind="primary"
            data-autofocus
            disabled={busy || signer === undefined || signer.state === 'none'}
            onClick={sign}
          >
            {outcome ? text.actions.retry : words.sign}
          </Button>
        )}
      </div>
    </Sheet>
  );
}

/** Nothing of a key but what may be known to everybody. */
function KeyFacts({ signer }: Readonly<{ signer: SignerView | undefined }>): ReactNode {
  const words = text.signing;
  if (signer?.state !== 'ready')
    return (
      <>
        <dt>{words.key}</dt>
        <dd>{signer === undefined ? words.asking : signer.state === 'none' ? '—' : <Foreign text={signer.name} />}</dd>
      </>
    );
  const { keyId, name, algorithm } = signer.identity;
  return (
    <>
      <dt>{words.key}</dt>
      <dd>
        <Foreign text={name} />
      </dd>
      <dt>{words.algorithm}</dt>
      <dd translate="no">{algorithm}</dd>
      <dt>{words.fingerprint}</dt>
      <dd className="mono sign-fingerprint">{keyId}</dd>
    </>
  );
}

function Failure({ job, error }: Readonly<{ job: JobView | undefined; error: string | null }>): ReactNode {
  const failure = job?.failure;
  const why = error ?? (failure ? [text.jobs.cause(failure.code), failure.message].filter(Boolean).join(' ') : null);
  if (job?.status === 'cancelled') return <NoteLine kind="plain">{text.signing.cancelled}</NoteLine>;
  return why === null ? null : (
    <Banner kind="error">
      <Foreign text={text.signing.failed(why)} />
    </Banner>
  );
}
