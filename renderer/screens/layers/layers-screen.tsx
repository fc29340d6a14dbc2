import type { ImageId } from '#shared/model/digest.ts';
import type { TreeFolds } from '#shared/model/layer-tree.ts';
import { FileSearch, Layers } from 'lucide-react';
import { useCallback, useDeferredValue, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useOverview } from '../../data/use-image.ts';
import { useLayerSummaries, useLayerTree, type TreeList } from '../../data/use-layer-tree.ts';
import { announce } from '../../state/announcer.ts';
import { activeTab, adjust, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Banner, Empty } from '../../ui/kit/states.tsx';
import { shortCommand } from '#shared/text/short-command.ts';
import { LayerRail } from './layer-rail.tsx';
import { SpacePanel } from './space-panel.tsx';
import { TreeBar } from './tree-bar.tsx';
import { TreeGrid, TreeNotes } from './tree-grid.tsx';
import { firstLook, type TreeLook } from '../../state/tree-look.ts';
import './layers.css';

/** A layer of up to so many names is shown with all its folders open. */
const OPEN_AT_ONCE = 2000;

/** A change of what is shown is announced when it rests for this long. */
const ANNOUNCE_MS = 500;

const allShut: TreeFolds = { open: [], deep: [], shut: [] };

/** Which layer did what: the layers on the left, and the files as one of them, or all, left them. */
export function LayersScreen({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const look = useConsole((state) => activeTab(state).view.tree) ?? firstLook;
  const { overview, error, retry } = useOverview(imageId);
  const summaries = useLayerSummaries(imageId);
  const [folds, setFolds] = useState(allShut);
  const [range, setRange] = useState({ first: 0, last: 50 });
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const onLook = (change: Partial<TreeLook>): void => adjust({ tree: { ...look, ...change } });

  const { mode, layer, states, types, later } = look;
  const query = useDeferredValue(look.query);
  const own = summaries?.[layer ?? 0]?.counts;
  const small =
    mode === 'layer' && own !== undefined && own.added + own.modified + own.removed + own.same <= OPEN_AT_ONCE;
  // What fits a filter is shown with the folders that it lies in.
  const narrowed = query.trim() !== '' || later.length > 0 || types.some((type) => type !== 'dir') || states.length > 0;
  const list = useMemo<TreeList>(
    () => ({
      imageId,
      mode,
      layer: layer ?? 0,
      filter: { states, types, later, query },
      folds: narrowed || small ? { ...folds, deep: ['', ...folds.deep.filter(Boolean)] } : folds,
    }),
    [imageId, mode, layer, states, types, later, query, folds, narrowed, small],
  );
  const lines = useLayerTree(list, range.first, range.last);
  const { head } = lines;
  const shown = head ? text.tree.matches(head.matches) : '';
  useEffect(() => {
    if (shown === '' || lines.stale) return undefined;
    const timer = setTimeout(() => announce(shown), ANNOUNCE_MS);
    return () => clearTimeout(timer);
  }, [shown, lines.stale]);

  if (error !== null)
    return (
      <Banner kind="error">
        {error} <Button onClick={retry}>{text.actions.retry}</Button>
      </Banner>
    );
  if (!overview) return <p className="layers-waiting text-2">{text.tree.loading}</p>;
  const { layers } = overview;
  if (layers.length === 0) return <Empty icon={Layers} title={text.tree.noLayers} />;
  const chosen = mode === 'final' ? null : (layer ?? 0);
  const chooseLayer = (index: number): void => onLook({ layer: index, mode: mode === 'final' ? 'layer' : mode });
  const info = chosen === null ? undefined : layers[chosen];
  return (
    <div className="layers">
      <h1 className="sr-only">{text.tree.title}</h1>
      <TreeBar
        look={look}
        counts={head?.counts}
        onLook={onLook}
        onLeave={() => document.querySelector<HTMLElement>('[data-tree]')?.focus()}
      />
      <TreeNotes lines={lines} />
      <div className="layers-body">
        <LayerRail overview={overview} summaries={summaries} chosen={chosen} onChoose={chooseLayer} />
        <div className="layers-tree">
          <p className="layers-where">
            <strong>{chosen === null ? text.tree.finished : text.tree.looking(chosen, layers.length)}</strong>
            {info?.createdBy == null ? null : (
              <span className="ellipsis text-2">
                <Foreign text={shortCommand(info.createdBy)} mono />
              </span>
            )}
            <span className="dock-gap" />
            <span className="text-2 figures">{shown}</span>
          </p>
          {head && head.total === 0 && !lines.stale ? (
            <Empty icon={FileSearch} title={narrowed || types.length > 0 ? text.tree.noMatch : text.tree.noChange}>
              {narrowed || types.length > 0 ? (
                <>
                  {query.trim() === '' ? null : <p>{text.tree.filterForms}</p>}
                  <Button onClick={() => onLook({ query: '', states: [], types: [], later: [] })}>
                    {text.tree.clear}
                  </Button>
                </>
              ) : null}
            </Empty>
          ) : head || lines.error !== null ? (
            <TreeGrid
              list={list}
              lines={lines}
              onRange={onRange}
              onFolds={setFolds}
              onLayer={(step) =>
                chooseLayer(
                  Math.max(0, Math.min(layers.length - 1, (chosen ?? (step > 0 ? -1 : layers.length)) + step)),
                )
              }
            />
          ) : (
            <p className="layers-waiting text-2" aria-busy="true">
              {text.tree.loading}
            </p>
          )}
        </div>
      </div>
      <SpacePanel imageId={imageId} />
    </div>
  );
}
