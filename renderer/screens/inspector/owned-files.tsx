import type { ComponentDetail } from '#shared/model/component-list.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTRPC } from '../../data/api.ts';
import { adjust } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { size } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Path } from '../../ui/kit/foreign.tsx';

/** Files shown at first, and how many more each time. */
const FEW = 20;
const MORE = 500;

/** Files that a package lists: those in the image, and apart, those that are not. */
export function OwnedFiles({
  imageId,
  component,
}: Readonly<{ imageId: ImageId; component: ComponentDetail }>): ReactNode {
  const { key, fileCount, missingFileCount } = component;
  const [limit, setLimit] = useState(FEW);
  const trpc = useTRPC();
  const all = fileCount + missingFileCount;
  const { data } = useQuery({
    ...trpc.components.ownedFiles.queryOptions(
      { imageId, key, offset: 0, limit },
      { placeholderData: keepPreviousData },
    ),
    enabled: all > 0,
  });
  const missing = useQuery({
    ...trpc.components.ownedFiles.queryOptions({ imageId, key, offset: fileCount, limit: FEW }),
    enabled: missingFileCount > 0,
  });
  if (all === 0) return null;
  const rows = data?.rows.filter((row) => !row.missing) ?? [];
  return (
    <>
      {missingFileCount > 0 ? (
        <section>
          <h4 className="section-title">{text.inspector.missing(missingFileCount)}</h4>
          <ul className="path-list">
            {missing.data?.rows.map(({ path }) => (
              <li key={path} className="path-row text-2">
                <Path text={`/${path}`} />
                <span className="text-3">{text.inspector.missingMark}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section>
        <h4 className="section-title">{text.inspector.files(fileCount)}</h4>
        <ul className="path-list">
          {rows.map(({ path, size: bytes }) => (
            <li key={path}>
              <button type="button" className="path-row" onClick={() => adjust({ selection: { kind: 'file', path } })}>
                <Path text={`/${path}`} />
                {bytes === null ? null : <span className="figures text-3">{size(bytes)}</span>}
              </button>
            </li>
          ))}
        </ul>
        {rows.length < fileCount && limit < 2 * MORE ? (
          <Button kind="link" onClick={() => setLimit(limit === FEW ? MORE : 2 * MORE)}>
            {text.inspector.moreFiles}
          </Button>
        ) : null}
      </section>
    </>
  );
}
