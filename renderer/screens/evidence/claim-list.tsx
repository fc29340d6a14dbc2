import type { ClaimPlace, ClaimRow } from '#shared/model/claims.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, type ReactNode } from 'react';
import { useClaims } from '../../data/use-claims.ts';
import { go } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Foreign, Path } from '../../ui/kit/foreign.tsx';
import { Skeleton } from '../../ui/kit/states.tsx';
import { LayerTag, TypeChip } from '../../ui/kit/tags.tsx';

const ROW_HEIGHT = 26;

type ListProps = Readonly<{ imageId: ImageId; place: ClaimPlace; label: string; none: string }>;

/** Claims that rest on some bytes. Only those in view are in the page; each leads to its component and its proof. */
export function ClaimList({ imageId, place, label, none }: ListProps): ReactNode {
  const scroll = useRef<HTMLDivElement>(null);
  const seen = useRef({ first: 0, last: 0 });
  const claims = useClaims(imageId, place, seen.current);
  const total = claims.total ?? 0;
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    initialRect: { width: 600, height: 300 },
  });
  seen.current = { first: virtual.range?.startIndex ?? 0, last: virtual.range?.endIndex ?? 0 };
  if (claims.error !== null) return <p role="alert">{claims.error}</p>;
  if (claims.total === undefined)
    return (
      <div className="dock-waiting" aria-busy="true" aria-label={text.viewer.loadingClaims}>
        <Skeleton width={220} />
      </div>
    );
  if (total === 0) return <p className="claims-none text-2">{none}</p>;
  return (
    <div ref={scroll} className="claims-scroll" tabIndex={0} role="region" aria-label={label}>
      <ul className="resting-list" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = claims.rowAt(index);
          return (
            <li
              key={index}
              aria-setsize={total}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start}px)`, height: ROW_HEIGHT }}
            >
              {row ? <Claim row={row} /> : <Skeleton width={180} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Claim({ row: { subject, evidence } }: Readonly<{ row: ClaimRow }>): ReactNode {
  const { locator, proves, source, analyzer } = evidence;
  const meta = (
    <span className="proof-meta text-2 figures ellipsis">
      {text.evidence.proves[proves]} · {text.evidence.sources[source]} ·{' '}
      {locator.segments.map(({ from, to }) => text.viewer.place(from, to)).join(', ') ||
        text.evidence.kind[locator.kind]}{' '}
      · <Foreign text={analyzer} />
    </span>
  );
  if (subject === null)
    return (
      <div className="resting">
        <span className="resting-name">{text.viewer.distro}</span>
        {meta}
      </div>
    );
  const { key, type, name, version, removed } = subject;
  return (
    <button type="button" className="resting" onClick={() => go({ selection: { kind: 'component', key } })}>
      <span className="resting-name">
        <TypeChip type={type} />
        {type === 'bin' ? <Path text={`/${locator.path}`} /> : <Foreign text={`${name} ${version ?? ''}`.trim()} />}
        {locator.container.length === 0 ? null : <Path text={locator.container.join('!')} />}
        {removed ? <span className="text-3">{text.viewer.removed}</span> : null}
        <LayerTag index={locator.layerIndex} />
      </span>
      {meta}
    </button>
  );
}
