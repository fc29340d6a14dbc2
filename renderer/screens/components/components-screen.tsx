import type { ImageId } from '#shared/model/digest.ts';
import { parseQuery } from '#shared/text/query.ts';
import { Columns3, Copy, PackageSearch, PackageX, Search, SlidersHorizontal } from 'lucide-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { composeFilter } from '../../data/component-filter.ts';
import { useComponentRows, type ComponentList } from '../../data/use-component-rows.ts';
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
import { useColumns } from './columns.ts';
import { ComponentGrid } from './component-grid.tsx';
import { COPY_LIMIT, useCopyRows } from './use-copy-rows.ts';
import { FacetChips } from './facet-chips.tsx';
import { FacetPanel } from './facet-panel.tsx';
import { UsageBar } from './usage-bar.tsx';
import './components.css';

/** A change of the number of rows is announced when typing pauses for this long. */
const ANNOUNCE_MS = 500;

/** Find, narrow, compare, explain components. */
export function ComponentsScreen({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const query = useConsole((state) => activeTab(state).view.query);
  const facets = useConsole((state) => activeTab(state).view.facets);
  const removed = useConsole((state) => activeTab(state).view.removed);
  const sort = useConsole((state) => activeTab(state).view.sort);
  const [showFacets, setShowFacets] = useState(() => window.innerWidth > 1180);
  const [visible, setVisible] = useState({ first: 0, last: 50 });
  // Rows that are marked for copying: places in the list, from where marking began to where it is.
  const [span, setSpan] = useState<readonly [number, number] | null>(null);
  const { overview } = useOverview(imageId);
  const { columns, setColumns } = useColumns();

  // What is not understood is left out, so that the table does not go empty while somebody writes.
  const parsed = useMemo(() => parseQuery(query), [query]);
  const [problem] = parsed.problems;
  const list = useMemo<ComponentList>(
    () => ({ imageId, filter: composeFilter(parsed.filter, facets, removed), sort }),
    [imageId, parsed, facets, removed, sort],
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
        <div className="query" data-invalid={problem ? true : undefined}>
          <Icon of={Search} size={14} />
          <input
            type="search"
            data-filter
            aria-label={text.components.query}
            aria-invalid={problem !== undefined}
            aria-describedby={problem ? 'query-problem' : undefined}
            placeholder={text.components.placeholder}
            spellCheck={false}
            autoComplete="off"
            value={query}
            onChange={(event) => adjust({ query: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && filtered) {
                event.preventDefault();
                if (query === '') clear();
                else adjust({ query: '' });
              }
              if (event.key === 'ArrowDown') {
                event.preventDefault();
                document.querySelector<HTMLElement>('.grid')?.focus();
              }
            }}
          />
        </div>
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
        <MenuButton
          label={text.components.columnsMenu}
          keepOpen
          groups={[
            {
              entries: columns.map(({ id, shown }) => ({
                id,
                label: text.columns[id],
                checked: shown,
                disabled: id === 'name',
                run: () =>
                  setColumns(columns.map((column) => (column.id === id ? { ...column, shown: !shown } : column))),
              })),
            },
            { entries: [{ id: 'reset', label: text.components.resetColumns, run: () => setColumns(null) }] },
          ]}
        >
          <button
            type="button"
            className="icon-button"
            aria-label={text.components.columnsMenu}
            title={text.components.columnsMenu}
          >
            <Icon of={Columns3} />
          </button>
        </MenuButton>
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
          {problem.message}
        </p>
      ) : null}
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
                <p>{overview ? text.overview.analyzers(overview.analyzerSet.split(',')) : ''}</p>
              </Empty>
            )}
          </div>
        ) : (
          <ComponentGrid
            list={list}
            rows={rows}
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
