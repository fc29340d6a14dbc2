import {
  COMPONENT_FACETS,
  type ComponentFacet,
  type ComponentFacets,
  type FacetValue,
} from '#shared/model/component-list.ts';
import type { OverviewLayer } from '#shared/model/library.ts';
import { useId, useState, type ReactNode } from 'react';
import type { Facets } from '../../state/view.ts';
import { text } from '../../text/en.ts';
import { count } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Skeleton } from '../../ui/kit/states.tsx';
import { shortCommand } from '#shared/text/short-command.ts';
import { facetLabel } from './facet-label.ts';

/** Values of a facet shown before "more". */
const FEW = 6;

/** Above this many values a facet can be searched. */
const SEARCHABLE = 12;

type PanelProps = Readonly<{
  /** Counts given everything that is chosen elsewhere; null while the first are read. */
  facets: ComponentFacets | null;
  chosen: Facets;
  layers: readonly OverviewLayer[];
  onToggle: (name: ComponentFacet, value: string) => void;
}>;

/** Ways to narrow the list: any of the values inside a facet, all facets together. */
export function FacetPanel({ facets, chosen, layers, onToggle }: PanelProps): ReactNode {
  return (
    <section className="facets-panel" aria-label={text.components.facets}>
      {COMPONENT_FACETS.map((name) => (
        <FacetList
          key={name}
          name={name}
          values={facets?.[name] ?? null}
          chosen={chosen[name] ?? []}
          layers={layers}
          onToggle={(value) => onToggle(name, value)}
        />
      ))}
    </section>
  );
}

type ListProps = Readonly<{
  name: ComponentFacet;
  values: readonly FacetValue[] | null;
  chosen: readonly string[];
  layers: readonly OverviewLayer[];
  onToggle: (value: string) => void;
}>;

function FacetList({ name, values, chosen, layers, onToggle }: ListProps): ReactNode {
  const [all, setAll] = useState(false);
  const [search, setSearch] = useState('');
  const titleId = useId();
  // A chosen value stays in the list also when nothing has it any more, or it could not be unchosen here.
  const gone = chosen
    .filter((value) => !values?.some((other) => other.value === value))
    .map((value) => ({ value, count: 0 }));
  const fitting = [...(values ?? []), ...gone].filter(({ value }) =>
    facetLabel(name, value).toLowerCase().includes(search.toLowerCase()),
  );
  const shown =
    all || fitting.length <= FEW + 1 ? fitting : fitting.filter(({ value }, at) => at < FEW || chosen.includes(value));
  return (
    <section className="facet" aria-labelledby={titleId}>
      <h2 id={titleId} className="section-title">
        {text.facets[name]}
      </h2>
      {all && (values?.length ?? 0) > SEARCHABLE ? (
        <input
          className="text-input"
          type="search"
          aria-label={text.components.facetFilter(text.facets[name])}
          placeholder={text.components.facetFilter(text.facets[name])}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      ) : null}
      {values === null ? <Skeleton width={120} /> : null}
      <ul className={all ? 'facet-values facet-values-all' : 'facet-values'}>
        {shown.map(({ value, count: number }) => {
          const layer = name === 'layer' ? layers[Number(value)] : undefined;
          return (
            <li key={value}>
              <label className="facet-value">
                <input type="checkbox" checked={chosen.includes(value)} onChange={() => onToggle(value)} />
                <span className="facet-name ellipsis">
                  <Foreign text={facetLabel(name, value)} />
                  {layer?.createdBy == null ? null : (
                    <span className="text-3">
                      {' '}
                      <Foreign text={shortCommand(layer.createdBy).slice(0, 80)} />
                    </span>
                  )}
                </span>
                <span className="figures text-2">{count(number)}</span>
              </label>
            </li>
          );
        })}
      </ul>
      {fitting.length > shown.length || all ? (
        <Button kind="link" onClick={() => setAll(!all)} aria-expanded={all} aria-describedby={titleId}>
          {all ? text.components.less : text.components.more(fitting.length - shown.length)}
        </Button>
      ) : null}
    </section>
  );
}
