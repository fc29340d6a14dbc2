import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { limits } from '#engine/bytes/limits.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { type PluginManifest, pluginManifestSchema } from '#shared/schema/plugin-manifest.ts';

/** A plug-in that lies in the data folder with a good manifest. `hash`: `sha256:<hex>` over all of its files. */
export type FoundPlugin = Readonly<{ folder: string; manifest: PluginManifest; hash: string }>;

/** Good plug-ins by id, and what is wrong with the others. */
export type FoundPlugins = Readonly<{ plugins: readonly FoundPlugin[]; diagnostics: readonly Diagnostic[] }>;

const MANIFEST = 'manifest.json';

/** Where a data folder has plug-ins. */
export function pluginsFolder(dataDir: string): string {
  return join(dataDir, 'plugins', 'scanner');
}

/** Reads the manifests of all plug-ins of a data folder. Loads no code. */
export async function readPlugins(dataDir: string): Promise<FoundPlugins> {
  const root = pluginsFolder(dataDir);
  const plugins: FoundPlugin[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of await foldersIn(root)) {
    const folder = join(root, name);
    const bad = (found: string, expected: string): void => {
      const where = { file: join(folder, MANIFEST) };
      diagnostics.push({ code: 'malformed', what: 'plug-in manifest', found, expected, where });
    };
    const files = await filesOf(folder);
    if (typeof files === 'string') {
      bad(files, 'a folder of files');
      continue;
    }
    const text = files.get(MANIFEST);
    const parsed = text === undefined ? 'nothing' : parseManifest(text);
    if (typeof parsed === 'string') bad(parsed, 'the shape that `stellaops schema plugin-manifest` prints');
    else if (!files.has(parsed.entryPoint)) bad(`entryPoint ${parsed.entryPoint}`, 'a file of the plug-in');
    else if (plugins.some(({ manifest }) => manifest.id === parsed.id)) bad(`id ${parsed.id}`, 'an id of its own');
    else plugins.push({ folder, manifest: parsed, hash: hashOf(files) });
  }
  return { plugins, diagnostics };
}

function parseManifest(text: Uint8Array): PluginManifest | string {
  try {
    const parsed = pluginManifestSchema.safeParse(JSON.parse(Buffer.from(text).toString('utf8')));
    return parsed.success ? parsed.data : z.prettifyError(parsed.error).replaceAll('\n', ' ');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Over names and contents, in order of the names: any change of any file is another plug-in. */
function hashOf(files: ReadonlyMap<string, Uint8Array>): string {
  const names = [...files.keys()].sort();
  return `sha256:${sha256(JSON.stringify(names.map((name) => [name, sha256(files.get(name) ?? new Uint8Array())])))}`;
}

async function foldersIn(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** All files by name relative to the folder, or why it cannot be taken. A link could lead out of it later. */
async function filesOf(folder: string): Promise<Map<string, Uint8Array> | string> {
  const files = new Map<string, Uint8Array>();
  let size = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1).replaceAll('\\', '/');
    if (entry.isDirectory()) continue;
    if (!entry.isFile()) return `${name}, which is no regular file`;
    const bytes = await readFile(path);
    size += bytes.byteLength;
    files.set(name, bytes);
    if (files.size > limits.pluginFiles) return `more than ${limits.pluginFiles} files`;
    if (size > limits.pluginBytes) return `more than ${limits.pluginBytes} bytes`;
  }
  return files;
}
