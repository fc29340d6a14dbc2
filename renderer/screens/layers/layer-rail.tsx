import type { ImageOverview } from '#shared/model/library.ts';
import type { LayerSummary } from '#shared/model/layer-tree.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { size } from '../../text/formats.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import { shortCommand } from '#shared/text/short-command.ts';

type RailProps = Readonly<{
  overview: ImageOverview;
  summaries: readonly LayerSummary[] | undefined;
  /** null: the finished image, in which no layer is chosen. */
  chosen: LayerIndex | null;
  onChoose: (index: LayerIndex) => void;
}>;

/** Layers in build order, one line of the build each. Lines that made no layer are thin and cannot be chosen. */
export function LayerRail({ overview, summaries, chosen, onChoose }: RailProps): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const { layers, history } = overview;
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: 'nearest' });
  }, [chosen]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: (chosen ?? -1) + 1, ArrowUp: (chosen ?? 1) - 1, Home: 0, End: layers.length - 1 }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(layers.length - 1, to));
    onChoose(next);
    event.currentTarget.querySelectorAll<HTMLElement>('[data-layer]')[next]?.focus();
  };
  const placed = new Set(history.map(({ layer }) => layer));
  // A layer that the history does not name is still there.
  const lines = [
    ...history,
    ...layers.filter(({ index }) => !placed.has(index)).map(({ index, createdBy }) => ({ layer: index, createdBy })),
  ];
  return (
    <div ref={list} className="layers-rail" role="listbox" aria-label={text.tree.rail} onKeyDown={onKeyDown}>
      {lines.map(({ layer: index, createdBy }, at) => {
        const layer = index === null ? undefined : layers[index];
        const command = createdBy === null ? text.layers.noCommand : shortCommand(createdBy);
        if (!layer)
          return (
            // Lines of the build never move.
            // oxlint-disable-next-line react/no-array-index-key
            <div key={`line ${at}`} role="option" className="rail-empty" aria-selected={false} aria-disabled>
              <span className="ellipsis">
                <Foreign text={command} mono />
              </span>
              <span className="sr-only">{text.tree.emptyLine}</span>
            </div>
          );
        const { counts } = summaries?.[layer.index] ?? {};
        const isChosen = layer.index === chosen;
        return (
          <div
            key={layer.index}
            role="option"
            className="build-layer"
            data-layer
            data-broken={layer.complete ? undefined : true}
            aria-selected={isChosen}
            tabIndex={layer.index === (chosen ?? 0) ? 0 : -1}
            onClick={() => onChoose(layer.index)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ' ') return;
              event.preventDefault();
              onChoose(layer.index);
            }}
          >
            <span className="rail-top">
              <LayerTag index={layer.index} />
              <span className="ellipsis rail-command">
                <Foreign text={command} mono />
              </span>
              <span className="figures">{size(layer.uncompressedSize ?? layer.size)}</span>
            </span>
            <span className="rail-counts text-2 figures">
              {layer.complete ? null : <span className="rail-broken">{text.overview.unreadable}</span>}
              {counts && layer.complete ? (
                <>
                  <span aria-hidden>{text.tree.below(counts.added, counts.modified, counts.removed)}</span>
                  <span className="sr-only">
                    {text.tree.layerCounts(counts.added, counts.modified, counts.removed)}
                  </span>
                </>
              ) : null}
              {layer.components.introduced > 0 ? (
                <span>{text.tree.components(layer.components.introduced)}</span>
              ) : null}
            </span>
          </div>
        );
      })}
    </div>
  );
}
