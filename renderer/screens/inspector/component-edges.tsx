import type { EdgeDirection } from '#shared/model/component-list.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTRPC } from '../../data/api.ts';
import { adjust } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { TypeChip } from '../../ui/kit/tags.tsx';

const FEW = 20;
const MORE = 200;

type EdgesProps = Readonly<{ imageId: ImageId; componentKey: string; direction: EdgeDirection }>;

/** Where a component leads, or what leads to it. Nothing where there are no edges. */
export function ComponentEdges({ imageId, componentKey, direction }: EdgesProps): ReactNode {
  const trpc = useTRPC();
  const [limit, setLimit] = useState(FEW);
  const { data } = useQuery({
    ...trpc.components.edges.queryOptions({ imageId, key: componentKey, direction, limit }),
    placeholderData: keepPreviousData,
  });
  if (!data || data.total === 0) return null;
  const words = text.inspector.edges[direction];
  return (
    <section>
      <h4 className="section-title">{words.title(data.total)}</h4>
      <ul className="path-list">
        {data.rows.map(({ key, kind, type, name, version, stated }) => (
          <li key={`${kind} ${key} ${stated ?? ''}`}>
            <button
              type="button"
              className="path-row edge-row"
              title={stated ?? undefined}
              onClick={() => adjust({ selection: { kind: 'component', key } })}
            >
              <TypeChip type={type} />
              <span className="ellipsis">
                <Foreign text={name} />{' '}
                <span className="text-2 figures">{version === null ? null : <Foreign text={version} />}</span>
              </span>
              <span className="text-3">{words.kinds[kind]}</span>
            </button>
          </li>
        ))}
      </ul>
      {data.total > data.rows.length && limit < MORE ? (
        <Button kind="link" onClick={() => setLimit(MORE)}>
          {text.inspector.moreEdges(data.total)}
        </Button>
      ) : null}
    </section>
  );
}
