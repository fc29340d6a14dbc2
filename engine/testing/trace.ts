import { Dispatch } from '#engine/analyzers/dispatch.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { traceImage } from '#engine/entrytrace/trace-image.ts';
import { TarReader } from '#engine/formats/tar/reader.ts';
import { entrySha256 } from '#engine/layers/layer-index.ts';
import { LayerPass } from '#engine/layers/layer-pass.ts';
import { PackWriter } from '#engine/layers/pack.ts';
import { replayLayers } from '#engine/rootfs/replay.ts';
import type { EntryTrace, TraceHints } from '#shared/model/entry-trace.ts';
import type { ImageConfig } from '#shared/model/image.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import { file, tar, type TarEntry } from './tar.ts';

/** Content that makes a file a program without a shell in it. */
const ELF = '\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0';

/** A program of the image. */
export const program = (name: string): TarEntry => file(name, ELF + name, { mode: 0o755 });

/** A script of the image. */
export const script = (name: string, content: string): TarEntry => file(name, content, { mode: 0o755 });

export const NO_CONFIG: ImageConfig = {
  platform: null,
  created: null,
  diffIds: [],
  history: [],
  entrypoint: null,
  cmd: null,
  env: [],
  workingDir: '',
  user: '',
};

/** A tree of one layer, and who reads its files. */
export function treeOf(entries: readonly TarEntry[]): {
  tree: RootView;
  readText: (node: TreeNode) => Uint8Array | undefined;
} {
  const bytes = tar(entries);
  const pass = new LayerPass({
    dispatch: new Dispatch([]),
    isKnown: () => false,
    pack: new PackWriter(() => undefined),
  });
  const reader = new TarReader(pass);
  reader.push(Buffer.from(bytes));
  reader.finish();
  const { index } = pass.finish();
  const contents = new Map<string, Uint8Array>();
  for (let row = 0; row < index.count; row++) {
    const at = index.dataOffset[row] as number;
    const content = bytes.subarray(at, at + (index.size[row] as number));
    if (sha256(content) === entrySha256(index, row)) contents.set(entrySha256(index, row), content);
  }
  return {
    tree: replayLayers([index]).rootfs,
    readText: ({ sha256: digest }) => (digest === undefined ? undefined : contents.get(digest)),
  };
}

/** Traces an image of one layer. @param unread others that could not be read */
export function traceOf(
  entries: readonly TarEntry[],
  config: Partial<ImageConfig>,
  hints: TraceHints = {},
  unread: readonly LayerIndex[] = [],
): EntryTrace {
  return traceImage({ config: { ...NO_CONFIG, ...config }, ...treeOf(entries), unread }, hints);
}

/** One line a hop: what a person reads of a trace. */
export function outline({ hops }: EntryTrace): string[] {
  return hops.map(({ kind, status, argv, path, line, reason }) =>
    [
      status === 'taken' ? '' : `${status} `,
      kind,
      ` ${argv.join(' ')}`,
      path === null ? '' : ` @${path}`,
      line === null ? '' : ` :${line}`,
      reason === undefined ? '' : ` !${reason}`,
    ].join(''),
  );
}
