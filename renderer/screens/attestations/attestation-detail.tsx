import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, Minus, Trash2, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { AttestationView, StepResult } from '#shared/model/attestation.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { useTRPC } from '../../data/api.ts';
import { announce } from '../../state/announcer.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { CopyButton } from '../../ui/kit/copy.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';
import { visibleLine } from '../../text/visible-text.ts';

type DetailProps = Readonly<{ imageId: ImageId; attestation: AttestationView }>;

/** The steps of one attestation, and what it says. */
export function AttestationDetail({ imageId, attestation }: DetailProps): ReactNode {
  const [removing, setRemoving] = useState(false);
  const { steps, name } = attestation;
  return (
    <div className="attestation-detail">
      <section aria-label={text.attestations.checks}>
        <h2>{text.attestations.checks}</h2>
        <ol className="check-steps">
          {steps.map((step) => (
            <StepLine key={step.step} step={step} />
          ))}
        </ol>
      </section>
      <section aria-label={text.attestations.about(visibleLine(name))}>
        <h2 className="ellipsis">
          <Foreign text={name} />
        </h2>
        <Facts of={attestation} />
        <div className="settings-buttons">
          <Button icon={Trash2} onClick={() => setRemoving(true)}>
            {text.attestations.remove}
          </Button>
        </div>
      </section>
      {removing ? <RemoveSheet imageId={imageId} attestation={attestation} onClose={() => setRemoving(false)} /> : null}
    </div>
  );
}

const marks = { ok: Check, failed: X, unchecked: Minus } as const;

function StepLine({ step: { step, state, detail } }: Readonly<{ step: StepResult }>): ReactNode {
  return (
    <li className="check-step" data-state={state}>
      <Icon of={marks[state]} size={14} />
      <div>
        <p>{text.attestations.step(text.attestations.steps[step], text.attestations.states[state])}</p>
        {detail === '' || detail === 'ok' ? null : (
          <p className="text-2">
            <Foreign text={detail} />
          </p>
        )}
      </div>
    </li>
  );
}

function Facts({ of: one }: Readonly<{ of: AttestationView }>): ReactNode {
  const { predicateType, subjects, subjectCount, signer, reason, log, sha256 } = one;
  const words = text.attestations;
  return (
    <dl className="facts">
      <dt>{words.predicate}</dt>
      <dd className="mono">
        <Foreign text={predicateType ?? '—'} />
      </dd>
      <dt>{words.subjects}</dt>
      <dd>
        <ul>
          {subjects.map(({ name, digest, isImage }) => (
            <li key={`${name} ${digest}`}>
              <Foreign text={name} /> <span className="text-2">{isImage ? words.isImage : words.otherImage}</span>
              <br />
              <code>
                <Foreign text={digest} />
              </code>{' '}
              <CopyButton value={digest} what={words.subjects.toLowerCase()} />
            </li>
          ))}
          {subjectCount > subjects.length ? <li>{words.moreSubjects(subjectCount - subjects.length)}</li> : null}
        </ul>
      </dd>
      <dt>{words.signer}</dt>
      <dd>
        {signer.id === null ? (
          words[reason === 'not-signed' ? 'noSigner' : 'unknownSigner']
        ) : (
          <>
            {signer.name === null ? null : <Foreign text={`${signer.name}, `} />}
            {signer.algorithm} <code>{signer.id}</code>
          </>
        )}
      </dd>
      <dt>{words.log}</dt>
      <dd>
        {log === null ? (
          words.noLog
        ) : (
          <>
            <Foreign text={`${log.origin ?? '—'}, ${words.logVersion(log.version)}, ${log.kind}`} />
            <p className="text-2">{log.version === 2 ? words.noPage : words.noOpen}</p>
          </>
        )}
      </dd>
      {log ? (
        <>
          <dt>{words.logIndex}</dt>
          <dd className="figures">
            {log.index} <CopyButton value={log.index} what={words.logIndex.toLowerCase()} />
          </dd>
          <dt>{words.checkpoint}</dt>
          <dd className="mono">
            {log.treeSize === null || log.root === null ? '—' : words.checkpointOf(log.treeSize, log.root)}
          </dd>
        </>
      ) : null}
      <dt>{words.digest}</dt>
      <dd>
        <code>{sha256}</code> <CopyButton value={sha256} what={words.digest} />
      </dd>
    </dl>
  );
}

function RemoveSheet({ imageId, attestation, onClose }: DetailProps & Readonly<{ onClose: () => void }>): ReactNode {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const remove = useMutation(
    trpc.attestations.remove.mutationOptions({
      onSuccess: async () => {
        announce(text.attestations.removed(attestation.name));
        await cache.invalidateQueries({ queryKey: trpc.attestations.list.queryKey({ imageId }) });
        onClose();
      },
      onError: (error) => announce(error.message, true),
    }),
  );
  return (
    <Sheet title={text.attestations.removeTitle(attestation.name)} onClose={onClose}>
      <p>{text.attestations.removeText}</p>
      <div className="sheet-actions">
        <Button onClick={onClose}>{text.actions.cancel}</Button>
        <Button
          kind="primary"
          data-autofocus
          disabled={remove.isPending}
          onClick={() => remove.mutate({ imageId, sha256: attestation.sha256 })}
        >
          {text.attestations.remove}
        </Button>
      </div>
    </Sheet>
  );
}
