import type { JobLayer } from '#shared/model/job.ts';
import { Check, Lock, Undo2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { Icon } from '../../ui/kit/icon.tsx';

/** One cell per layer: base first. Shape and words say the state, colour repeats it. */
export function LayerCells({ layers }: Readonly<{ layers: readonly JobLayer[] }>): ReactNode {
  return (
    <ol className="layer-cells" aria-label={text.jobs.layersTitle}>
      {layers.map(({ index, state, cached, bytesIn, total }) => {
        const name = text.jobs.layerState(index, state, cached);
        const share =
          state === 'reading' || state === 'hashing' ? (total > 0 ? Math.min(1, bytesIn / total) : 0) : null;
        return (
          <li key={index} data-state={cached && state === 'done' ? 'cached' : state} aria-label={name} title={name}>
            {share === null ? (
              <CellMark state={state} cached={cached} />
            ) : (
              <span className="cell-fill" style={{ height: `${share * 100}%` }} />
            )}
            <span className="cell-number figures" aria-hidden>
              {index}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function CellMark({ state, cached }: Pick<JobLayer, 'state' | 'cached'>): ReactNode {
  if (state === 'done') return <Icon of={cached ? Undo2 : Check} size={12} />;
  if (state === 'failed') return <Icon of={X} size={12} />;
  if (state === 'locked') return <Icon of={Lock} size={12} />;
  return null;
}
