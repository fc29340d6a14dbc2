import type { Evidence, Locator } from '#shared/model/evidence.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../data/api.ts';
import { activeTab, useConsole } from '../../state/console.ts';

/** One thing to look at in the viewer: a proof, or a whole file's copy in a layer. */
export type Exhibit = Readonly<{
  evidence: Evidence | null;
  locator: Locator;
  title: string;
  /** The line of a whole file that is to be shown. */
  line?: number | undefined;
}>;

/** What the selection rests on. `subject` names it for a citation. */
export type Exhibits = Readonly<{
  subject: string;
  exhibits: readonly Exhibit[];
  loading: boolean;
  error: string | null;
}>;

const nothing: Exhibits = { subject: '', exhibits: [], loading: false, error: null };

/** Proofs of what is selected: a component's own, or the copies of a file. */
export function useExhibits(imageId: ImageId): Exhibits {
  const trpc = useTRPC();
  const selection = useConsole((state) => activeTab(state).view.selection);
  const key = selection?.kind === 'component' ? selection.key : '';
  const path = selection?.kind === 'file' ? selection.path : '';
  const line = selection?.kind === 'file' ? selection.line : undefined;
  const component = useQuery({
    ...trpc.components.get.queryOptions({ imageId, key: key || '-' }),
    enabled: key !== '',
  });
  const file = useQuery({ ...trpc.files.lookup.queryOptions({ imageId, path: path || '-' }), enabled: path !== '' });
  if (key !== '') {
    const { data, error } = component;
    const exhibits =
      data?.evidence.map((evidence) => ({ evidence, locator: evidence.locator, title: evidence.locator.path })) ?? [];
    return { subject: key, exhibits, loading: !data && !error, error: error?.message ?? null };
  }
  if (path !== '') {
    const { data, error } = file;
    const exhibits = (data?.history ?? []).flatMap(({ layer, diffId, size, sha256 }): Exhibit[] =>
      sha256 === null || size === null
        ? []
        : [
            {
              evidence: null,
              title: data?.path ?? path,
              line,
              locator: {
                layerIndex: layer,
                diffId,
                path: data?.path ?? path,
                container: [],
                kind: 'bytes',
                segments: [{ from: 0, to: size }],
                sha256,
              },
            },
          ],
    );
    return { subject: path, exhibits: exhibits.toReversed(), loading: !data && !error, error: error?.message ?? null };
  }
  return nothing;
}
