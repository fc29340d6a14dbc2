import type { ReactNode } from 'react';
import type { DiffLayer, DiffLayerRef, DiffSide } from '#shared/model/diff.ts';
import { text } from '../../text/en.ts';
import { LayerTag } from '../../ui/kit/tags.tsx';

type RailProps = Readonly<{
  layers: readonly DiffLayer[];
  sides: readonly DiffSide[];
  chosen: DiffLayerRef | null;
  onChoose: (layer: DiffLayerRef | null) => void;
}>;

/** Both images' layers beside each other: the same bytes are joined by a band, the others stand alone. Choosing one filters. */
export function LayerRail({ layers, chosen, onChoose }: RailProps): ReactNode {
  return (
    <ol className="rail" aria-label={text.diff.rail}>
      {layers.map(({ old, new: now }) => {
        const ref: DiffLayerRef = now === undefined ? { role: 'old', index: old ?? 0 } : { role: 'new', index: now };
        const isChosen = chosen?.role === ref.role && chosen.index === ref.index;
        const isPair = old !== undefined && now !== undefined;
        return (
          <li key={`${ref.role} ${ref.index}`}>
            <button
              type="button"
              className="rail-layer"
              data-pair={isPair || undefined}
              aria-pressed={isChosen}
              onClick={() => onChoose(isChosen ? null : ref)}
            >
              <span className="rail-side">{old === undefined ? null : <LayerTag index={old} />}</span>
              <span className="rail-band" aria-hidden />
              <span className="rail-side">{now === undefined ? null : <LayerTag index={now} />}</span>
              <span className="sr-only">
                {isPair ? text.diff.sameLayer : now === undefined ? text.diff.onlyOld : text.diff.onlyNew}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
