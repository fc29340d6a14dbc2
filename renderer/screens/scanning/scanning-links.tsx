import type { ImageId } from '#shared/model/digest.ts';
import type { ScanningNow } from '#shared/model/library.ts';
import type { LinksSoFar, StatedLinks } from '#shared/model/so-far.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useTRPC } from '../../data/api.ts';
import { useHeld } from '../../data/use-held.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign, Path } from '../../ui/kit/foreign.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import { Pages } from './pages.tsx';
import { useScanStep } from './use-scan-step.ts';

/** Files of one page. */
const PAGE = 100;
/** Names that are listed of one file: a Windows program may need hundreds. */
const FEW = 30;
const NONE: LinksSoFar = { total: 0, rows: [] };

type Props = Readonly<{ imageId: ImageId; scanning: ScanningNow }>;

/**
 * What the executables of finished layers say that they need, before anything is resolved. While the pointer is among them they stay
 * as they are; what is newer waits behind a button.
 */
export function ScanningLinks({ imageId, scanning }: Props): ReactNode {
  const trpc = useTRPC();
  const [offset, setOffset] = useState(0);
  const step = useScanStep(scanning);
  const { data, refetch } = useQuery(
    trpc.image.linksSoFar.queryOptions(
      { imageId, offset, limit: PAGE },
      { placeholderData: keepPreviousData, staleTime: 0, gcTime: 0 },
    ),
  );
  useEffect(() => void refetch(), [step, refetch]);
  const latest = data ?? NONE;
  const key = JSON.stringify([latest.total, latest.rows.map(({ layer, path }) => [layer, path])]);
  const { shown, waiting, show, hold } = useHeld(latest, key);
  const { total, atLeast, rows } = shown;
  const found = text.scanning.programs(total);
  if (total === 0 && !waiting) return null;
  return (
    <section className="scanning-list" aria-label={text.sections.links}>
      {/* With the button: on the way to it, the pointer must not let go of the list. */}
      <div className="scanning-list" {...hold}>
        <div className="scanning-list-head">
          <span className="figures">{text.soFar(atLeast ? text.scanning.atLeast(found) : found)}</span>
          {waiting ? (
            <Button kind="link" onClick={show}>
              {text.scanning.newRows(latest.total - total)}
            </Button>
          ) : null}
        </div>
        <p className="text-2">{text.scanning.linksAre}</p>
        <ul className="scanning-rows">
          {rows.map((row) => (
            <li key={`${row.layer} ${row.path}`} className="scanning-link">
              <Stated row={row} />
            </li>
          ))}
        </ul>
      </div>
      <Pages offset={offset} rows={rows.length} total={total} size={PAGE} onOffset={setOffset} />
    </section>
  );
}

function Stated({ row: { kind, path, layer, needed, interp, searched } }: Readonly<{ row: StatedLinks }>): ReactNode {
  return (
    <>
      <span className="text-3">{text.scanning.formats[kind]}</span>
      <Path text={`/${path}`} />
      <LayerTag index={layer} />
      <p className="scanning-needs text-2">
        {needed.length === 0 ? null : (
          <span>
            {text.scanning.needs} <Foreign text={needed.slice(0, FEW).join(', ')} mono />{' '}
            {needed.length > FEW ? text.scanning.moreNeeds(needed.length - FEW) : ''}
          </span>
        )}
        {interp === null ? null : (
          <span>
            {text.scanning.loader} <Foreign text={interp} mono />
          </span>
        )}
        {searched.map(({ tag, text: where }) => (
          <span key={`${tag} ${where}`}>
            {tag} <Foreign text={where} mono />
          </span>
        ))}
      </p>
    </>
  );
}
