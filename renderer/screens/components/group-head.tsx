import type { ComponentGroup, FacetValue } from '#shared/model/component-list.ts';
import type { CSSProperties, ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { count } from '../../text/formats.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { facetLabel } from './facet-label.ts';

type HeadProps = Readonly<{
  /** Among all lines of the table. */
  line: number;
  group: ComponentGroup | null;
  value: FacetValue | undefined;
  columns: number;
  style: CSSProperties;
}>;

/** Head of the rows that stand together: what they share, and how many they are. */
export function GroupHead({ line, group, value, columns, style }: HeadProps): ReactNode {
  return (
    <div className="grid-row grid-group" role="row" aria-rowindex={line + 2} style={style}>
      <div
        role="gridcell"
        aria-colindex={1}
        aria-colspan={columns}
        aria-label={text.list.groupHead(nameOf(group, value), value?.count ?? 0)}
      >
        <GroupName group={group} value={value} />
      </div>
    </div>
  );
}

export function GroupName({ group, value }: Pick<HeadProps, 'group' | 'value'>): ReactNode {
  return (
    <>
      <span className="text-2">{group === null ? '' : text.list.groups[group]}</span>{' '}
      <Foreign text={nameOf(group, value).slice(0, 200)} />{' '}
      <span className="figures text-2">{count(value?.count ?? 0)}</span>
    </>
  );
}

function nameOf(group: ComponentGroup | null, value: FacetValue | undefined): string {
  if (group === null || value === undefined) return '';
  return facetLabel(group === 'introduced' ? 'layer' : group, value.value);
}
