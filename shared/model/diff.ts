import type { ComponentType } from './component.ts';
import type { DiffId, ImageId, Sha256 } from './digest.ts';
import type { Evidence } from './evidence.ts';
import type { Platform } from './image.ts';
import type { FileType } from './tree.ts';
import type { Bytes, LayerIndex } from './units.ts';

/** Which side of a diff. `runtime` is for what a running container shows. */
export type DiffRole = 'old' | 'new' | 'runtime';

/** What a diff compares: everything that is there, or only what the entrypoint reaches. */
export type DiffView = 'inventory' | 'usage';

/** Does the image's start reach the component? */
export type DiffUsage = 'reached' | 'notReached' | 'unknown';

/** One of the compared images. `complete` is false when some of it could not be read: then a missing row proves nothing. */
export type DiffSide = Readonly<{
  role: DiffRole;
  imageId: ImageId;
  analyzerSet: string;
  complete: boolean;
  platform: Platform | null;
  layers: readonly Readonly<{ index: LayerIndex; diffId: DiffId; createdBy: string | null }>[];
}>;

/** Layers of both sides in one order. Those that are not the same bytes stand alone. */
export type DiffLayer = Readonly<{ old?: LayerIndex; new?: LayerIndex; pairedBy: 'diffId' | null }>;

/** A layer of one side. */
export type DiffLayerRef = Readonly<{ role: DiffRole; index: LayerIndex }>;

/** `added` and `removed` before `version_changed` before `metadata_changed`. */
export type DiffRowClass = 'added' | 'removed' | 'version_changed' | 'metadata_changed';

/**
 * What else differs. `layer`: it comes from another layer. `qualifiers`: of its purl. `state`: of its row in the database. `distro`:
 * in the image's own row alone.
 */
export type DiffField = 'distro' | 'layer' | 'licence' | 'origin' | 'qualifiers' | 'state' | 'usage';

/** By the ecosystem's own order; null where there is nothing to order. */
export type DiffDirection = 'up' | 'down' | 'unknown' | null;

/** One side of a row; lists of versions, layers and keys go together. */
export type DiffRowSide = Readonly<{
  role: DiffRole;
  /** In the ecosystem's order where it has one; null: it states none. Of `bin` components: the file's digest. */
  versions: readonly (string | null)[];
  /** Layer that introduced each version. */
  introduced: readonly LayerIndex[];
  /** Component key of each version. */
  keys: readonly string[];
  /** Last layer that removed one that the other side has; null: none did. */
  removed: LayerIndex | null;
  /** null: not known for this image. */
  usage: DiffUsage | null;
  /** Proof of the versions that differ; where none does, of all. */
  evidence: readonly Evidence[];
}>;

/** One component, whatever its versions. */
export type DiffRow = Readonly<{
  /** Stable: the same component has the same id in every diff. */
  id: string;
  /** purl without version and metadata; `bin/<name>`; `image` for what is true of the image as a whole. */
  identity: string;
  type: ComponentType | 'image';
  name: string;
  class: DiffRowClass;
  /** Sorted. */
  also: readonly DiffField[];
  direction: DiffDirection;
  /** Where more than one version is left on a side. Sorted as `versions`. */
  group?: Readonly<{
    gone: readonly (string | null)[];
    came: readonly (string | null)[];
    stays: readonly (string | null)[];
  }>;
  /** Values of the fields in `also`, and of the changed metadata. */
  changes: readonly Readonly<{ field: DiffField; old: readonly string[]; new: readonly string[] }>[];
  perSide: readonly DiffRowSide[];
  /** Where the change shows: the layer that brought or removed it in the new image, else that it came from in the old one. */
  layer: DiffLayerRef | null;
  /** On the new side, else on the old one. */
  usage: DiffUsage | null;
}>;

/** `modified`: type, content or link target. `metadata_changed`: mode or owner alone. `moved`: the same file from another layer. */
export const FILE_CLASSES = ['added', 'removed', 'modified', 'metadata_changed', 'moved'] as const;
export type DiffFileClass = (typeof FILE_CLASSES)[number];

export type DiffFileField = 'content' | 'layer' | 'link' | 'mode' | 'owner' | 'type';

/** A file on one side. `mode`: four octal digits. `layer`: the one that its content comes from. */
export type DiffFileSide = Readonly<{
  type: FileType;
  mode: string;
  uid: number;
  gid: number;
  size?: Bytes;
  sha256?: Sha256;
  linkTarget?: string;
  layer: LayerIndex;
}>;

export type DiffFile = Readonly<{
  id: string;
  /** Printed text. */
  path: string;
  class: DiffFileClass;
  /** Everything that differs, sorted; empty for what is on one side only. */
  also: readonly DiffFileField[];
  old: DiffFileSide | null;
  new: DiffFileSide | null;
  layer: DiffLayerRef;
}>;

export type DiffConfigField =
  'cmd' | 'entrypoint' | 'env' | 'label' | 'platform' | 'port' | 'user' | 'volume' | 'workdir';

/** One setting of the image config. `key`: the variable, label, port or volume. */
export type DiffConfig = Readonly<{
  id: string;
  field: DiffConfigField;
  key?: string;
  class: 'added' | 'removed' | 'changed';
  old: string | readonly string[] | null;
  new: string | readonly string[] | null;
}>;

/** Everything in which two images differ. */
export type ImageDiff = Readonly<{
  schema: 'stellaops.diff@1';
  view: DiffView;
  /** No row, no file, no setting differs. */
  identical: boolean;
  sides: readonly DiffSide[];
  layers: readonly DiffLayer[];
  /** Sorted by identity. */
  rows: readonly DiffRow[];
  /** In the order of the raw bytes of paths. */
  files: readonly DiffFile[];
  /** Sorted by field, then key. */
  config: readonly DiffConfig[];
  /** Counts of everything, also of the files beyond the bound on the list. */
  summary: Readonly<{
    rows: Readonly<Record<DiffRowClass, number>>;
    /** Components that are the same on both sides. */
    same: number;
    files: Readonly<Record<DiffFileClass, number>>;
    filesOmitted: number;
  }>;
}>;
