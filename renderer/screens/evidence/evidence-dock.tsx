import type { ImageId } from '#shared/model/digest.ts';
import type { PathCopy } from '#shared/model/evidence-bytes.ts';
import type { Evidence } from '#shared/model/evidence.ts';
import { FileText, FingerprintPattern, X } from 'lucide-react';
import { useEffect, useState, type KeyboardEvent, type ReactNode } from 'react';
import { activeTab, togglePanel, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { count } from '../../text/formats.ts';
import { IconButton } from '../../ui/kit/button.tsx';
import { Foreign, Path } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { Empty, Skeleton } from '../../ui/kit/states.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import { exhibitOfCopy, useExhibits, type Exhibit } from './use-evidence.ts';
import { Viewer } from './viewer.tsx';
import './evidence.css';

/** Follows the selection of any view: on the left what proves it, on the right the bytes themselves. */
export function EvidenceDock({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const { subject, cited, exhibits, loading, error } = useExhibits(imageId);
  const [at, setAt] = useState(0);
  // Another layer's copy of the path that the chosen proof cites, looked at in its place.
  const [copy, setCopy] = useState<PathCopy | null>(null);
  const layer = useConsole((state) => {
    const { selection } = activeTab(state).view;
    return selection?.kind === 'file' ? selection.layer : undefined;
  });
  // Of a file, the copy of the layer that was asked for; else the first.
  const wanted = layer === undefined ? 0 : exhibits.findIndex(({ locator }) => locator.layerIndex === layer);
  useEffect(() => setAt(Math.max(0, wanted)), [subject, wanted]);
  useEffect(() => setCopy(null), [subject, at]);
  const chosen = exhibits[Math.min(at, exhibits.length - 1)];
  const shown = chosen && copy ? exhibitOfCopy(chosen, copy) : chosen;
  useEffect(() => {
    const step = (event: globalThis.KeyboardEvent): void => {
      // Where the view beside has steps of its own, the key is theirs.
      if (event.key !== 'F7' || exhibits.length === 0 || document.querySelector('[data-change]')) return;
      event.preventDefault();
      setAt((before) => (before + (event.shiftKey ? exhibits.length - 1 : 1)) % exhibits.length);
    };
    document.addEventListener('keydown', step);
    return () => document.removeEventListener('keydown', step);
  }, [exhibits.length]);
  return (
    <section className="dock" aria-label={text.evidence.title} data-region="dock">
      <div className="dock-head">
        <Icon of={FingerprintPattern} size={15} />
        <h2>{text.evidence.title}</h2>
        {exhibits.length > 1 ? (
          <span className="text-2 figures">
            {text.evidence.position(Math.min(at, exhibits.length - 1) + 1, exhibits.length)}
          </span>
        ) : null}
        <span className="dock-gap" />
        <IconButton small icon={X} label={text.actions.close} onClick={() => togglePanel('dock', false)} />
      </div>
      {chosen && shown ? (
        <div className="dock-body">
          <ProofList exhibits={exhibits} at={exhibits.indexOf(chosen)} onChoose={setAt} />
          <Viewer
            key={JSON.stringify([shown.locator, shown.line])}
            imageId={imageId}
            cited={shown === chosen ? cited : shown.locator.path}
            exhibit={shown}
            onCopy={setCopy}
          />
        </div>
      ) : loading ? (
        <div className="dock-waiting" aria-busy="true">
          <Skeleton width={220} />
        </div>
      ) : (
        <Empty
          icon={FingerprintPattern}
          title={error ?? (subject === '' ? text.evidence.nothing : text.evidence.noEvidence)}
        />
      )}
    </section>
  );
}

type ListProps = Readonly<{ exhibits: readonly Exhibit[]; at: number; onChoose: (at: number) => void }>;

/** Proofs, grouped by what they prove. */
function ProofList({ exhibits, at, onChoose }: ListProps): ReactNode {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: exhibits.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(exhibits.length - 1, to));
    onChoose(next);
    event.currentTarget.querySelectorAll<HTMLElement>('[role="option"]')[next]?.focus();
  };
  let group: Evidence['proves'] | 'copy' | null = null;
  return (
    <div className="proofs" role="listbox" aria-label={text.evidence.list} onKeyDown={onKeyDown}>
      {exhibits.map(({ evidence, locator }, place) => {
        const now = evidence?.proves ?? 'copy';
        const head = now === group ? null : now;
        group = now;
        const chosen = place === at;
        const bytes = locator.segments.reduce((sum, { from, to }) => sum + to - from, 0);
        return (
          <div
            key={`${locator.sha256} ${locator.layerIndex} ${locator.path} ${locator.segments[0]?.from ?? 0}`}
            role="presentation"
          >
            {head === null ? null : (
              <p className="proof-group section-title" role="presentation">
                {head === 'copy' ? text.inspector.history : text.evidence.proves[head]}
              </p>
            )}
            <div
              role="option"
              className="proof"
              tabIndex={chosen ? 0 : -1}
              data-proofs={chosen ? true : undefined}
              aria-selected={chosen}
              onClick={() => onChoose(place)}
            >
              <span className="proof-path">
                <Icon of={FileText} size={14} />
                <Path text={`/${[locator.path, ...locator.container].join('!')}`} />
                <LayerTag index={locator.layerIndex} />
              </span>
              <span className="proof-meta text-2 figures ellipsis">
                {evidence ? `${text.evidence.sources[evidence.source]} · ` : ''}
                {text.evidence.kind[locator.kind]} · {count(bytes)} B
                {evidence ? (
                  <>
                    {' · '}
                    <Foreign text={evidence.analyzer} />
                  </>
                ) : null}
              </span>
            </div>
          </div>
        );
      })}
    </div>
  );
}
