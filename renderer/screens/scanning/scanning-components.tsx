import type { ImageId } from '#shared/model/digest.ts';
import type { ScanningNow } from '#shared/model/library.ts';
import type { SoFarWindow } from '#shared/model/so-far.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useTRPC } from '../../data/api.ts';
import { useHeld } from '../../data/use-held.ts';
import { adjust, activeTab, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign, Path } from '../../ui/kit/foreign.tsx';
import { LayerTag, TypeChip } from '../../ui/kit/tags.tsx';
import { useScanStep } from './use-scan-step.ts';

/** Rows shown at first, and at most: the table of the finished scan has them all. */
const FEW = 200;
const MOST = 1000;
const NONE: SoFarWindow = { counted: false, total: 0, rows: [] };

type Props = Readonly<{ imageId: ImageId; scanning: ScanningNow }>;

/**
 * Packages as a running scan comes to know them. While the pointer or the focus is among them they stay as they are; what is newer
 * waits behind a button.
 */
export function ScanningComponents({ imageId, scanning }: Props): ReactNode {
  const trpc = useTRPC();
  const [limit, setLimit] = useState(FEW);
  const step = useScanStep(scanning);
  const { data, refetch } = useQuery(
    trpc.image.soFar.queryOptions({ imageId, limit }, { placeholderData: keepPreviousData, staleTime: 0, gcTime: 0 }),
  );
  useEffect(() => void refetch(), [step, refetch]);
  const latest = data ?? NONE;
  const key = JSON.stringify([
    latest.counted,
    latest.total,
    latest.rows.map((row) => [row.key, row.name, row.version]),
  ]);
  const { shown, waiting, show, hold } = useHeld(latest, key);
  const selected = useConsole((state) => {
    const { selection } = activeTab(state).view;
    return selection?.kind === 'component' ? selection.key : null;
  });
  const { counted, total, atLeast, rows } = shown;
  const found = counted ? text.jobs.found(total) : text.scanning.records(total);
  if (total === 0 && !waiting) return null;
  return (
    <section className="scanning-list" aria-label={text.sections.components}>
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
        <p className="text-2">{counted ? text.scanning.usageOpen : text.scanning.recordsAre}</p>
        <ul className="scanning-rows">
          {rows.map((row) => {
            const id = row.key ?? JSON.stringify([row.type, row.name, row.version]);
            const cells = (
              <>
                <TypeChip type={row.type} />
                <span className="ellipsis">
                  <Foreign text={row.name} />
                </span>
                <span className="ellipsis figures">{row.version === null ? '' : <Foreign text={row.version} />}</span>
                <LayerTag index={row.layer} />
                {row.path === null ? (
                  <span />
                ) : (
                  <span className="scanning-stated text-3">
                    {text.scanning.statedBy} <Path text={`/${row.path}`} />
                  </span>
                )}
                <span className="text-3" aria-label={text.scanning.usageOpen}>
                  …
                </span>
              </>
            );
            const { key: component } = row;
            return (
              <li key={id}>
                {component === null ? (
                  <div className="scanning-row">{cells}</div>
                ) : (
                  <button
                    type="button"
                    className="scanning-row"
                    aria-pressed={component === selected}
                    onClick={() => adjust({ selection: { kind: 'component', key: component } })}
                  >
                    {cells}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      </div>
      {rows.length < total && limit < MOST ? (
        <Button kind="link" onClick={() => setLimit(MOST)}>
          {text.scanning.more}
        </Button>
      ) : null}
    </section>
  );
}
