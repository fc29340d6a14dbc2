import type { ImageId } from '#shared/model/digest.ts';
import { parseQuery } from '#shared/text/query.ts';
import { Copy, PackageSearch, PackageX, SlidersHorizontal } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTRPC } from '../../data/api.ts';
import { listOf, useComponentRows, type ComponentList } from '../../data/use-component-rows.ts';
import { useOverview } from '../../data/use-image.ts';
import { announce } from '../../state/announcer.ts';
import { activeTab, adjust, useConsole } from '../../state/console.ts';
import { toggleFacet, type Facets } from '../../state/view.ts';
import { text } from '../../text/en.ts';
import { count } from '../../text/formats.ts';
import { Button, IconButton } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { MenuButton } from '../../ui/kit/menu.tsx';
import { Banner, Empty } from '../../ui/kit/states.tsx';
import { ROW_HEIGHTS, useColumns, useDensity } from './columns.ts';
import { ComponentGrid } from './component-grid.tsx';
import { COPY_LIMIT, useCopyRows } from './use-copy-rows.ts';
import { ExportRowsSheet } from './export-rows-sheet.tsx';
import { FacetChips } from './facet-chips.tsx';
import { FacetPanel } from './facet-panel.tsx';
import { ListMenus } from './list-menus.tsx';
import { QueryBox } from './query-box.tsx';
import { UsageBar } from './usage-bar.tsx';
import './components.css';

/** A change of the number of rows is announced when typing pauses for this long. */
const ANNOUNCE_MS = 500;

/** Find, narrow, compare, explain components. */
export function ComponentsScreen({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const title = useConsole((state) => activeTab(state).title);
  const query = useConsole((state) => activeTab(state).view.query);
  const facets = useConsole((state) => activeTab(state).view.facets);
  const removed = useConsole((state) => activeTab(state).view.removed);
  const sort = useConsole((state) => activeTab(state).view.sort);
  const group = useConsole((state) => activeTab(state).view.group);
  const [exporting, setExporting] = useState(false);
  const [density, setDensity] = useDensity();
  const [showFacets, setShowFacets] = useState(() => window.innerWidth > 1180);
  const [visible, setVisible] = useState({ first: 0, last: 50 });
  // Rows that are marked for copying: places in the list, from where marking began to where it is.
  const [span, setSpan] = useState<readonly [number, number] | null>(null);
  const { overview } = useOverview(imageId);
  const { data: about } = useQuery(useTRPC().about.queryOptions());
  const { columns, setColumns } = useColumns();

  // What is not understood is left out, so that the table does not go empty while somebody writes.
  const parsed = useMemo(() => parseQuery(query), [query]);
  const [problem] = parsed.problems;
  const list = useMemo<ComponentList>(
    () => listOf(imageId, parsed.filter, { facets, removed, sort, group }),
    [imageId, parsed, facets, removed, sort, group],
  );
  useEffect(() => setSpan(null), [list]);
  const rows = useComponentRows(list, visible);
  const { head } = rows;
  const total = head?.total ?? 0;
  const all = removed ? overview?.removedComponents : overview?.image.components;
  const copy = useCopyRows(list, columns);
  const filtered = query !== '' || Object.keys(facets).length > 0;

  const counts = head && all !== undefined ? text.components.counts(total, all) : '';
  useEffect(() => {
    if (counts === '' || rows.stale) return undefined;
    const timer = setTimeout(() => announce(counts), ANNOUNCE_MS);
    return () => clearTimeout(timer);
  }, [counts, rows.stale]);

  /** Clears the query, then what else is filtered. @returns whether there was something */
  const escape = (): boolean => {
    if (filtered && query === '') clear();
    else if (filtered) adjust({ query: '' });
    return filtered;
  };
  const clear = (): void => adjust({ query: '', facets: {} });
  const toggle = (name: keyof Facets, value: string): void => adjust({ facets: toggleFacet(facets, name, value) });
  const copyCount = span ? Math.abs(span[1] - span[0]) + 1 : Math.min(total, COPY_LIMIT);
  return (
    <div className="components">
      <h1 className="sr-only">{text.components.title}</h1>
      <UsageBar imageId={imageId} />
      <div className="components-bar">
        <IconButton
          icon={SlidersHorizontal}
          label={text.components.showFacets}
          aria-pressed={showFacets}
          onClick={() => setShowFacets(!showFacets)}
        />
        <QueryBox imageId={imageId} query={query} problem={problem} onEscape={escape} />
        {overview && overview.removedComponents > 0 ? (
          <div className="segments" role="group" aria-label={text.components.presence}>
            {[false, true].map((value) => (
              <button
                key={String(value)}
                type="button"
                aria-pressed={removed === value}
                onClick={() => adjust({ removed: value })}
              >
                {value ? text.components.removed : text.components.present}{' '}
                <span className="figures">{count(value ? overview.removedComponents : overview.image.components)}</span>
              </button>
            ))}
          </div>
        ) : null}
        <ListMenus columns={columns} onColumns={setColumns} density={density} onDensity={setDensity} />
        <MenuButton
          label={text.components.copyMenu}
          groups={[
            {
              title:
                total > COPY_LIMIT && !span ? text.components.copyLimit(COPY_LIMIT) : text.components.rows(copyCount),
              entries: [
                {
                  id: 'tsv',
                  label: text.components.copyTsv,
                  disabled: total === 0,
                  run: () => copy(span, total, 'tsv'),
                },
                {
                  id: 'json',
                  label: text.components.copyJson,
                  disabled: total === 0,
                  run: () => copy(span, total, 'json'),
                },
                {
                  id: 'markdown',
                  label: text.components.copyMarkdown,
                  disabled: total === 0,
                  run: () => copy(span, total, 'markdown'),
                },
                {
                  id: 'purls',
                  label: text.components.copyKeys,
                  disabled: total === 0,
                  run: () => copy(span, total, 'purls'),
                },
              ],
            },
            {
              entries: [
                {
                  id: 'export',
                  label: text.list.exportRows,
                  disabled: total === 0,
                  run: () => setExporting(true),
                },
              ],
            },
          ]}
        >
          <button
            type="button"
            className="icon-button"
            aria-label={text.components.copyMenu}
            title={text.components.copyMenu}
          >
            <Icon of={Copy} />
          </button>
        </MenuButton>
      </div>
      {problem ? (
        <p className="query-problem" id="query-problem" role="status">
          {text.components.badQuery}: <Foreign text={query.slice(problem.from, problem.to).slice(0, 60)} /> —{' '}
          {text.components.queryFault(problem)}
        </p>
      ) : null}
      {exporting ? (
        <ExportRowsSheet
          list={list}
          shown={total}
          all={all ?? total}
          image={title}
          columns={columns}
          onClose={() => setExporting(false)}
        />
      ) : null}
      {overview && !overview.image.complete ? <Banner kind="caution">{text.overview.partial}</Banner> : null}
      <FacetChips facets={facets} onRemove={toggle} onClear={clear} />
      {rows.error === null ? null : (
        <Banner kind="error">
          {text.components.failed} {rows.error}
          <Button onClick={rows.retry}>{text.actions.retry}</Button>
        </Banner>
      )}
      <div className="components-body">
        {showFacets ? (
          <FacetPanel facets={rows.facets} chosen={facets} layers={overview?.layers ?? []} onToggle={toggle} />
        ) : null}
        {head && total === 0 ? (
          <div className="grid-empty">
            {filtered ? (
              <Empty icon={PackageSearch} title={text.components.noMatch(all ?? head.unfiltered)}>
                <p>{text.components.noMatchText}</p>
                <Button onClick={clear}>{text.actions.clear}</Button>
              </Empty>
            ) : (
              <Empty icon={PackageX} title={text.overview.noComponents}>
                {overview && !overview.outdated && about ? <p>{text.overview.analyzers(about.analyzers)}</p> : null}
              </Empty>
            )}
          </div>
        ) : (
          <ComponentGrid
            list={list}
            rows={rows}
            rowHeight={ROW_HEIGHTS[density]}
            anchorOn={`${(facets.usage ?? []).join()} ${imageId}`}
            columns={columns}
            onColumns={setColumns}
            layers={overview?.layers ?? []}
            span={span}
            onSpan={setSpan}
            onVisible={setVisible}
            onCopy={() => copy(span, total, 'tsv')}
          />
        )}
      </div>
      <p className="components-foot figures">
        <span>{counts === '' ? '…' : counts}</span>
        {head ? <span>{text.components.sorted(text.columns[sort.by], sort.descending)}</span> : null}
        {span ? <span>{text.components.selectedRows(Math.abs(span[1] - span[0]) + 1)}</span> : null}
      </p>
    </div>
  );
}
