import { useQuery } from '@tanstack/react-query';
import { BadgeCheck, Plus } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ImageId, Sha256 } from '#shared/model/digest.ts';
import type { ScanningNow } from '#shared/model/library.ts';
import { useTRPC } from '../../data/api.ts';
import { ATTESTATION_NAMES, attestationStore, useGiveAttestations } from '../../data/given-attestations.ts';
import { useStore } from '../../state/store.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Banner, Empty, NoteLine } from '../../ui/kit/states.tsx';
import { ScanRibbon } from '../scanning/scan-ribbon.tsx';
import { AttestationDetail } from './attestation-detail.tsx';
import { BadgeMark } from './badge-mark.tsx';
import './attestations.css';

type Props = Readonly<{ imageId: ImageId; scanning: ScanningNow | null }>;

/** What others signed about this image, and what came of checking it. Also while its first scan runs. */
export function AttestationsScreen({ imageId, scanning }: Props): ReactNode {
  const trpc = useTRPC();
  const input = useRef<HTMLInputElement>(null);
  const { give, pending } = useGiveAttestations();
  const looked = useStore(attestationStore, (value) => value);
  const { chosen, refused } = looked.imageId === imageId ? looked : { chosen: null, refused: null };
  const choose = (sha256: Sha256): void => attestationStore.set(() => ({ imageId, chosen: sha256, refused: null }));
  const list = useQuery(trpc.attestations.list.queryOptions({ imageId }, { staleTime: 0 }));
  const { refetch } = list;
  const running = scanning !== null;
  // Stays when the scan ends, so that nothing below moves.
  const [begun] = useState(running);
  // The end of the scan brings the documents that payloads are compared with.
  useEffect(() => void refetch(), [running, refetch]);
  if (list.isError) return <Banner kind="error">{text.attestations.loadFailed}</Banner>;
  const rows = list.data ?? [];
  const shown = rows.find(({ sha256 }) => sha256 === chosen) ?? rows[0];
  return (
    <div className="attestations">
      <div className="screen-head">
        <h1>{text.attestations.title}</h1>
        {rows.length > 0 ? <span className="text-2 figures">{text.attestations.summary(rows.length)}</span> : null}
        <span className="dock-gap" />
        <Button icon={Plus} disabled={pending} onClick={() => input.current?.click()}>
          {text.attestations.add}
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          tabIndex={-1}
          aria-label={text.attestations.adding}
          data-testid="attestation-input"
          accept={ATTESTATION_NAMES.join(',')}
          onChange={({ target }) => {
            const files = [...(target.files ?? [])];
            target.value = '';
            void give(imageId, files);
          }}
        />
      </div>
      {begun || running ? (
        <>
          <ScanRibbon scanning={scanning} ended={text.scanning.attachedEnded} />
          <p className="text-2 attaching" data-ended={!running || undefined}>
            {text.scanning.attaching}
          </p>
        </>
      ) : null}
      {refused === null ? null : (
        <div role="alert">
          <NoteLine kind="error">
            <Foreign text={refused} />
          </NoteLine>
        </div>
      )}
      {list.data && shown === undefined ? (
        <Empty icon={BadgeCheck} title={text.attestations.none}>
          <p>{text.attestations.noneText}</p>
        </Empty>
      ) : null}
      {shown ? (
        <>
          <ul className="attestation-list" aria-label={text.attestations.list}>
            {rows.map((one) => (
              <li key={one.sha256}>
                <button
                  type="button"
                  className="attestation-row"
                  aria-pressed={one.sha256 === shown.sha256}
                  onClick={() => choose(one.sha256)}
                >
                  <BadgeMark check={one} />
                  <span className="ellipsis text-2">
                    <Foreign text={one.name} />
                  </span>
                </button>
              </li>
            ))}
          </ul>
          <AttestationDetail key={shown.sha256} imageId={imageId} attestation={shown} />
        </>
      ) : null}
    </div>
  );
}
