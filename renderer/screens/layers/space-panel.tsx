import type { ImageId } from '#shared/model/digest.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTRPC } from '../../data/api.ts';
import { useSpace } from '../../data/use-layer-tree.ts';
import { adjust } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { exactBytes, size } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Path } from '../../ui/kit/foreign.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';

/** Copies that are listed at first, and how many more each time. */
const PAGE = 100;
const MOST = 1000;

/** Preference: are copies in the base layer counted? */
const BASE_KEY = 'layers.base';

/** Where bytes lie that the finished image does not need, by why. Bytes, never a share: a share would read as a mark. */
export function SpacePanel({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const [open, setOpen] = useState(false);
  const [limit, setLimit] = useState(PAGE);
  const { base, setBase } = useBase();
  const space = useSpace(imageId, base ? 0 : 1, limit);
  if (!space) return null;
  const { reclaimable, carried, causes, rows, total } = space;
  return (
    <section className="space" aria-label={text.tree.space}>
      <div className="space-head">
        <h2>{text.tree.space}</h2>
        <p title={`${exactBytes(reclaimable)}. ${text.tree.spaceHint}`}>
          {reclaimable === 0 ? text.tree.noSpace(carried) : text.tree.spaceTitle(reclaimable, carried)}
        </p>
        <ul className="space-causes text-2 figures">
          {causes.map(({ cause, bytes, copies }) => (
            <li key={cause}>{text.tree.spaceOf(text.tree.causes[cause], bytes, copies)}</li>
          ))}
        </ul>
        <span className="dock-gap" />
        <label className="tree-later">
          <input type="checkbox" checked={base} onChange={({ target }) => setBase(target.checked)} />
          {text.tree.base}
        </label>
        {total > 0 ? (
          <Button aria-expanded={open} onClick={() => setOpen(!open)}>
            {text.tree.list}
          </Button>
        ) : null}
      </div>
      {open && total > 0 ? (
        // Scrolled by keys too.
        <div className="space-list" tabIndex={0} role="region" aria-label={text.tree.copies}>
          <table>
            <thead>
              <tr>
                <th scope="col">{text.tree.copyHeads.path}</th>
                <th scope="col">{text.tree.copyHeads.cause}</th>
                <th scope="col" className="tree-number">
                  {text.tree.copyHeads.size}
                </th>
                <th scope="col">{text.tree.copyHeads.layer}</th>
                <th scope="col">{text.tree.copyHeads.by}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ path, cause, size: bytes, layer, by }) => (
                <tr key={`${layer} ${by} ${cause} ${path} ${bytes}`}>
                  <td>
                    <Button kind="link" onClick={() => adjust({ selection: { kind: 'file', path, layer } })}>
                      <Path text={`/${path}`} />
                    </Button>
                  </td>
                  <td>{text.tree.causes[cause]}</td>
                  <td className="tree-number figures" title={exactBytes(bytes)}>
                    {size(bytes)}
                  </td>
                  <td>
                    <LayerTag index={layer} />
                  </td>
                  <td>
                    <LayerTag index={by} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length < total && limit < MOST ? (
            <Button kind="link" onClick={() => setLimit(Math.min(MOST, limit + 3 * PAGE))}>
              {text.tree.more}
            </Button>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}

function useBase(): Readonly<{ base: boolean; setBase: (on: boolean) => void }> {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const options = trpc.settings.get.queryOptions();
  const { data } = useQuery(options);
  const { mutate } = useMutation(trpc.settings.set.mutationOptions());
  return {
    base: data?.[BASE_KEY] !== 'no',
    setBase(on) {
      const value = on ? 'yes' : 'no';
      cache.setQueryData(options.queryKey, (before) => ({ ...before, [BASE_KEY]: value }));
      mutate({ key: BASE_KEY, value });
    },
  };
}
