import { replayLayers } from '#engine/rootfs/replay.ts';
import type { CodeInput } from '#engine/usage/code/types.ts';
import type { PythonStart } from '#engine/usage/code/python/types.ts';
import { layerIndex } from './layer.ts';
import { file, type TarEntry } from './tar.ts';

export type Files = Readonly<Record<string, string>>;

export const LIBRARY_FOLDER = 'usr/lib/python3.11';
export const SITE_FOLDER = `${LIBRARY_FOLDER}/site-packages`;
/** The least that an interpreter starts with. */
const LIBRARY: Files = {
  'usr/bin/python3.11': '\x7fELF',
  ...Object.fromEntries(
    ['os', 'abc', 'codecs', 'io', 'site', 'encodings/__init__', 'encodings/aliases', 'encodings/utf_8'].map((name) => [
      `${LIBRARY_FOLDER}/${name}.py`,
      '',
    ]),
  ),
};

/** A root with these files beside the library. */
export function inputOf(files: Files, more: Partial<CodeInput> & { entries?: readonly TarEntry[] } = {}): CodeInput {
  const all: Files = { ...LIBRARY, ...files };
  const entries = Object.entries(all).map(([name, content]) => file(name, content));
  const { rootfs } = replayLayers([layerIndex([...entries, ...(more.entries ?? [])])]);
  return {
    tree: rootfs,
    bytesOf: ({ path }) => (all[path] === undefined ? undefined : Buffer.from(all[path])),
    env: [],
    cwd: '/app',
    ...more,
  };
}

/** A script, run by the interpreter of the root. */
export const startOf = (path: string, more: Partial<PythonStart> = {}): PythonStart => ({
  interpreter: '/usr/bin/python3.11',
  flags: [],
  program: { kind: 'script', path },
  ...more,
});
