import type { Component } from '#shared/model/component.ts';
import type { DiffUsage, DiffView } from '#shared/model/diff.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { Distro, ImageConfig } from '#shared/model/image.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { LayerInfo, TreeNode } from '#shared/model/tree.ts';
import type { LayerIndex } from '#shared/model/units.ts';

/** One image, as a diff sees it. */
export type DiffInput = Readonly<{
  imageId: ImageId;
  analyzerSet: string;
  complete: boolean;
  config: ImageConfig | null;
  distro: Distro | null;
  /** Base first. */
  layers: readonly LayerInfo[];
  /** Those that a layer removed too: their removal is told. */
  components: readonly Component[];
  /** In the order of raw path bytes, as `RootView.files` gives them. */
  files: Iterable<TreeNode>;
  /** Layer that removed a path which is not in the tree any more. */
  removedBy: ReadonlyMap<RootPath, LayerIndex>;
  /** By component key; absent where the image's start was not traced. */
  usage?: ReadonlyMap<string, DiffUsage>;
}>;

/** The two images, and what of them is compared. `usage` compares only components that are reached. */
export type DiffRequest = Readonly<{ old: DiffInput; new: DiffInput; view: DiffView }>;
