import type { ComponentType, UsageWord } from './component.ts';
import type { ImageId } from './digest.ts';
import type { LayerIndex } from './units.ts';

/** A component whose name fits. */
export type ComponentHit = Readonly<{
  kind: 'component';
  key: string;
  name: string;
  version: string | null;
  type: ComponentType;
  introduced: LayerIndex;
  removed: LayerIndex | null;
  /** null: not traced. */
  usage: UsageWord | null;
}>;

/** A file that proves components and whose path fits. `path` is printed; `layer` is the topmost that is cited. */
export type FileHit = Readonly<{ kind: 'file'; path: string; layer: LayerIndex; components: number }>;

export type Hit = ComponentHit | FileHit;

/** What was found in all images. */
export type LibraryFindings = Readonly<{
  /** All of them, also those that are not listed. */
  hits: number;
  images: number;
  /** Newest scan first; the hits of an image: exact, then those that begin so, then the rest, each by name. */
  groups: readonly Readonly<{ imageId: ImageId; hits: readonly Hit[] }>[];
}>;
