import type { ElfFact } from '#shared/model/facts/native.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import { replayLayers } from '#engine/rootfs/replay.ts';
import { layerIndex } from '#engine/testing/layer.ts';
import { file, type TarEntry } from '#engine/testing/tar.ts';
import type { LinkInput } from '#engine/usage/links/types.ts';

/** What a test says of an ELF file; the rest is that of a library that needs nothing. */
export type ElfPart = Partial<ElfFact>;

const NOTHING: ElfFact = {
  kind: 'elf',
  class: 64,
  order: 'le',
  osAbi: 0,
  type: 3,
  machine: 62,
  flags: 0,
  interp: null,
  dynamic: true,
  needed: [],
  soname: null,
  rpath: null,
  runpath: null,
  dtFlags: 0,
  dtFlags1: 0,
  auxiliary: [],
  filter: [],
  versionsNeeded: [],
  versionsDefined: [],
  buildId: null,
  packageNote: null,
  cited: { kind: 'bytes', container: [], segments: [], sha256: '' as never },
};

/** A tree of these ELF files; links are other entries. */
export function linkInput(
  facts: Readonly<Record<string, ElfPart>>,
  more: Partial<LinkInput> & { entries?: readonly TarEntry[]; files?: Readonly<Record<string, string>> } = {},
): LinkInput {
  const names = Object.keys(facts);
  const { rootfs } = replayLayers([
    layerIndex([
      ...names.map((name) => file(name, name)),
      ...Object.entries(more.files ?? {}).map(([name, text]) => file(name, text)),
      ...(more.entries ?? []),
    ]),
  ]);
  return {
    tree: rootfs,
    elfOf: ({ path }) => (Object.hasOwn(facts, path) ? { ...NOTHING, ...facts[path] } : undefined),
    cache: [],
    read: ({ path }) => Buffer.from(more.files?.[path] ?? ''),
    env: [],
    cwd: '' as RootPath,
    ...more,
  };
}
