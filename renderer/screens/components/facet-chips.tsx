import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Facets } from '../../state/view.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { facetLabel } from './facet-label.ts';

type ChipsProps = Readonly<{
  facets: Facets;
  onRemove: (name: keyof Facets, value: string) => void;
  onClear: () => void;
}>;

/** What is filtered beside the typed text; each goes with one press. */
export function FacetChips({ facets, onRemove, onClear }: ChipsProps): ReactNode {
  const chips = Object.entries(facets).flatMap(([name, values]) =>
    values.map((value) => ({ name: name as keyof Facets, value })),
  );
  if (chips.length === 0) return null;
  return (
    <ul className="filter-chips" aria-label={text.components.facets}>
      {chips.map(({ name, value }) => (
        <li key={`${name} ${value}`}>
          <button type="button" className="filter-chip" onClick={() => onRemove(name, value)}>
            <span className="text-2">{text.facets[name]}</span>
            <Foreign text={facetLabel(name, value)} />
            <Icon of={X} size={12} />
            <span className="sr-only">{text.actions.clear}</span>
          </button>
        </li>
      ))}
      <li>
        <Button kind="link" onClick={onClear}>
          {text.actions.clear}
        </Button>
      </li>
    </ul>
  );
}
