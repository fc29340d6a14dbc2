import { printQuery } from '#shared/text/query.ts';
import { parseQuery } from '#shared/text/query.ts';
import type { Selection, Tab } from './view.ts';

/** A link to where a tab is: digests only, no host paths; it means the same after another scan. */
export function imageLink({ id, view }: Tab): string {
  const { section, query, facets, removed, sort, selection, other, linksOf, tree } = view;
  const parameters = new URLSearchParams();
  // In one spelling, so that the same view gives the same link.
  if (query.trim() !== '') parameters.set('q', printQuery(parseQuery(query).filter));
  for (const [name, values] of Object.entries(facets)) for (const value of values) parameters.append(name, value);
  if (section === 'diff' && other !== null) parameters.set('old', other);
  if (section === 'links' && linksOf !== null) parameters.set('of', linksOf);
  if (removed) parameters.set('removed', '1');
  if (section === 'components') parameters.set('sort', `${sort.descending ? '-' : ''}${sort.by}`);
  if (section === 'layers' && tree) {
    const { mode, layer, states, types, later, query: words } = tree;
    parameters.set('mode', mode);
    if (mode !== 'final' && layer !== null) parameters.set('layer', String(layer));
    for (const [name, chosen] of Object.entries({ kinds: states, types, later }))
      if (chosen.length > 0) parameters.set(name, chosen.join(','));
    if (words.trim() !== '') parameters.set('find', words.trim());
  }
  const target = selection === null ? '' : targetOf(selection);
  const tail = parameters.toString();
  return `stellaops://image/${id}/${section}${tail === '' ? '' : `?${tail}`}${target === '' ? '' : `#${target}`}`;
}

function targetOf(selection: Selection): string {
  switch (selection.kind) {
    case 'layer':
      return `layer=${selection.index}`;
    case 'hop':
      return `hop=${encodeURIComponent(selection.id)}`;
    case 'artifact':
      return `artifact=${selection.id}`;
    case 'component':
      return `component=${encodeURIComponent(selection.key)}`;
    case 'file': {
      const { path, line } = selection;
      return `file=${encodeURIComponent(path)}${line === undefined ? '' : `:L${line}`}`;
    }
    default:
      return selection satisfies never;
  }
}
