import type { ImageId } from '#shared/model/digest.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTRPC } from '../../data/api.ts';
import { text } from '../../text/en.ts';
import { size } from '../../text/formats.ts';
import { Path } from '../../ui/kit/foreign.tsx';
import { Pages } from './pages.tsx';

/** Entries of one page. */
const PAGE = 200;

type Props = Readonly<{ imageId: ImageId; layer: number }>;

/** What the archive of one layer holds that was read while the scan goes on: as it is written there, nothing merged. */
export function LayerEntriesList({ imageId, layer }: Props): ReactNode {
  const trpc = useTRPC();
  const [offset, setOffset] = useState(0);
  const { data } = useQuery(
    trpc.image.entriesSoFar.queryOptions(
      { imageId, layer, offset, limit: PAGE },
      { placeholderData: keepPreviousData },
    ),
  );
  if (!data) return null;
  const { total, rows } = data;
  if (total === null) return <p className="text-2">{text.scanning.entriesLater}</p>;
  return (
    <section className="scanning-list" aria-label={text.scanning.entriesOf(layer)}>
      <p className="text-2">{text.scanning.entriesAre}</p>
      <ul className="path-list">
        {rows.map(({ path, type, size: bytes }, at) => (
          <li key={offset + at} className="path-row">
            <Path text={`/${path}`} />
            <span className="figures text-3">{bytes === null ? text.scanning.entryType(type) : size(bytes)}</span>
          </li>
        ))}
      </ul>
      <Pages offset={offset} rows={rows.length} total={total} size={PAGE} onOffset={setOffset} />
    </section>
  );
}
