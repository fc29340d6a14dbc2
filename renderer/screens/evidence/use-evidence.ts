import type { PathCopy } from '#shared/model/evidence-bytes.ts';
import type { Evidence, Locator } from '#shared/model/evidence.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { Cited } from '#shared/text/citation.ts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { failureOf } from '../../data/failure-words.ts';
import { useTRPC } from '../../data/api.ts';
import { useHop, useStartHops } from '../../data/use-start.ts';
import { activeTab, adjust, useConsole } from '../../state/console.ts';
import { shownSelection } from '../../state/view.ts';

/**
 * One thing to look at in the viewer: a proof, or a whole file's copy in a layer. `line`: the one that is meant in it, from 1.
 * `keepFocus`: the text follows what has the focus, and does not take it. `stops`: what a line leads to when its number is chosen.
 */
export type Exhibit = Readonly<{
  evidence: Evidence | null;
  locator: Locator;
  title: string;
  line?: number | undefined;
  keepFocus?: boolean;
  stops?: ReadonlyMap<number, () => void> | undefined;
}>;

/** What the selection rests on. `subject` names it, `cited` in a citation. */
export type Exhibits = Readonly<{
  subject: string;
  cited: Cited['subject'];
  exhibits: readonly Exhibit[];
  loading: boolean;
  error: string | null;
}>;

const nothing: Exhibits = { subject: '', cited: '', exhibits: [], loading: false, error: null };

/** Proofs of what is selected: a component's own, or the copies of a file. */
export function useExhibits(imageId: ImageId): Exhibits {
  const trpc = useTRPC();
  const selection = useConsole((state) => shownSelection(activeTab(state).view));
  const key = selection?.kind === 'component' ? selection.key : '';
  const hop = useHop(imageId, selection?.kind === 'hop' ? selection.id : null);
  // A step that the configuration states has no text but its own.
  const path = selection?.kind === 'file' ? selection.path : (hop?.file ?? hop?.path ?? '');
  const line = selection?.kind === 'file' ? selection.line : hop?.file == null ? undefined : (hop.line ?? undefined);
  const stops = useStops(imageId, path);
  const component = useQuery({
    ...trpc.components.get.queryOptions({ imageId, key: key || '-' }),
    enabled: key !== '',
  });
  const file = useQuery({ ...trpc.files.lookup.queryOptions({ imageId, path: path || '-' }), enabled: path !== '' });
  if (key !== '') {
    const { data, error } = component;
    const exhibits =
      data?.evidence.map((evidence) => ({ evidence, locator: evidence.locator, title: evidence.locator.path })) ?? [];
    return { subject: key, cited: data ?? key, exhibits, loading: !data && !error, error: failureOf(error) };
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
              keepFocus: hop !== undefined,
              stops,
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
    return {
      subject: path,
      cited: data?.path ?? path,
      exhibits: exhibits.toReversed(),
      loading: !data && !error,
      error: failureOf(error),
    };
  }
  return nothing;
}

/** Another layer's copy of the file that an exhibit is of, as a whole. */
export function exhibitOfCopy({ title, locator }: Exhibit, { layer, diffId, size, sha256 }: PathCopy): Exhibit {
  return {
    evidence: null,
    title,
    locator: {
      layerIndex: layer,
      diffId,
      path: locator.path,
      container: [],
      kind: 'bytes',
      segments: [{ from: 0, to: size ?? 0 }],
      sha256: sha256 ?? locator.sha256,
    },
  };
}

/** Lines of a file that state steps of the start, while that is what is looked at. */
function useStops(imageId: ImageId, path: string): Exhibit['stops'] {
  const here = useConsole((state) => activeTab(state).view.section === 'start');
  const hops = useStartHops(imageId, here && path !== '');
  return useMemo(() => {
    const stops = new Map<number, () => void>();
    for (const { id, file, line } of hops ?? [])
      if (file === path && line !== null && !stops.has(line))
        stops.set(line, () => {
          adjust({ selection: { kind: 'hop', id } });
          // The number that led here is drawn anew: the focus goes on in the list of steps.
          requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-change][tabindex="0"]')?.focus());
        });
    return stops.size === 0 ? undefined : stops;
  }, [hops, path]);
}
