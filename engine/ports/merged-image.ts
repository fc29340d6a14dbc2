import type { ImageGraph } from '#shared/model/image.ts';
import type { RemovedPath, RootView } from '#shared/model/tree.ts';

/** An image whose layers are merged and whose components are known, before anything of it is stored. */
export type MergedImage = Readonly<{
  graph: ImageGraph;
  tree: Pick<RootView, 'files'> & Readonly<{ removedPaths(): readonly RemovedPath[] }>;
  analyzerSet: string;
}>;
