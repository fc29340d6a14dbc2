import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import { MiB } from '#shared/model/units.ts';

/** Layers of one bench image: the same root file system, whole or cut, plain or compressed. */
export type BenchInput = Readonly<{
  name: string;
  compression: 'plain' | 'gzip' | 'zstd';
  archive: string;
  layers: readonly string[];
  bytes: number;
}>;

/** A whole root is wanted, so that its package database fits its files; a larger one is cut here. */
const LARGEST = 1536 * MiB;

/** Packages that make a Debian root of some 950 MB: a compiler, a Java and four script languages. */
const PACKAGES = 'default-jdk-headless,python3,perl,git,g++,ruby,php-cli';

/** A real root file system made from Debian's packages (needs root rights and mmdebstrap), or this machine's own. */
export function makeRoot(work: string): string {
  const root = join(work, 'root');
  if (existsSync(join(root, 'var/lib/dpkg/status'))) return root;
  mkdirSync(work, { recursive: true });
  try {
    execFileSync('mmdebstrap', ['--variant=apt', '--mode=root', `--include=${PACKAGES}`, 'bookworm', root], {
      stdio: 'ignore',
    });
    return root;
  } catch {
    console.log("notice: no Debian root could be made (mmdebstrap as root); the files are this machine's own");
    return '/';
  }
}

/**
 * Packs part of a real root file system (this machine's own) as OCI-style archives: plain, gzip -6, zstd -3; as one layer and as eight.
 *
 * @param root folder to take files from; its package database comes first
 * @param work folder that keeps the inputs between runs
 */
export async function buildInputs(root: string, work: string): Promise<BenchInput[]> {
  mkdirSync(work, { recursive: true });
  const inputs: BenchInput[] = [];
  for (const parts of [1, 8]) {
    const plain = packParts(root, work, parts);
    for (const compression of ['plain', 'gzip', 'zstd'] as const) {
      const layers =
        compression === 'plain' ? plain : await Promise.all(plain.map((layer) => compress(layer, compression)));
      const name = `${compression} × ${parts}`;
      const archive = join(work, `${compression}-${parts}.tar`);
      if (!existsSync(archive)) await packArchive(work, archive, plain, layers);
      inputs.push({
        name,
        compression,
        archive,
        layers,
        bytes: plain.reduce((sum, layer) => sum + statSync(layer).size, 0),
      });
    }
  }
  return inputs;
}

/** Packs a root as layers of about equal size, in walking order. Those that are there already are kept. */
export function packParts(root: string, work: string, parts: number): string[] {
  const layers = Array.from({ length: parts }, (_, i) => join(work, `layer-${parts}-${i}.tar`));
  if (layers.every((layer) => existsSync(layer))) return layers;
  const { paths, size } = listFiles(root);
  let at = 0;
  for (const [i, layer] of layers.entries()) {
    const list: string[] = [];
    let bytes = 0;
    for (; at < paths.length && (bytes < size / parts || i === parts - 1); at++) {
      const [path, length] = paths[at] as [string, number];
      list.push(path);
      bytes += length;
    }
    const listFile = `${layer}.list`;
    writeFileSync(listFile, `${list.join('\0')}\0`);
    execFileSync('tar', ['-C', root, '--null', '--no-recursion', '--numeric-owner', '-cf', layer, '-T', listFile]);
  }
  return layers;
}

/** Paths below a root in walking order until enough bytes are there. */
function listFiles(root: string): { paths: [string, number][]; size: number } {
  const paths: [string, number][] = [];
  let size = 0;
  const walk = (path: string): void => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      if (size >= LARGEST) return;
      const child = join(path, entry.name);
      const stats = lstatSync(join(root, child));
      if (!(stats.isFile() || stats.isDirectory() || stats.isSymbolicLink())) continue;
      paths.push([child, stats.isFile() ? stats.size : 0]);
      size += stats.isFile() ? stats.size : 0;
      if (stats.isDirectory()) walk(child);
    }
  };
  // The package database first: of a root that has to be cut, it is never what is missing.
  for (const top of root === '/' ? ['var/lib/dpkg', 'etc', 'usr'] : ['']) walk(top);
  return { paths, size };
}

async function compress(layer: string, compression: 'gzip' | 'zstd'): Promise<string> {
  const target = `${layer}.${compression}`;
  if (existsSync(target)) return target;
  const codec =
    compression === 'gzip'
      ? createGzip({ level: 6 })
      : createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 } });
  await pipeline(createReadStream(layer), codec, createWriteStream(target));
  return target;
}

/** A docker-save archive with the layers as they are. @param started what its config says of the start */
export async function packArchive(
  work: string,
  archive: string,
  plain: readonly string[],
  layers: readonly string[],
  started: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const diffIds = await Promise.all(plain.map(sha256File));
  const folder = `${archive}.d`;
  mkdirSync(folder, { recursive: true });
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: started,
    rootfs: { type: 'layers', diff_ids: diffIds.map((hex) => `sha256:${hex}`) },
  });
  const names = layers.map((layer) => layer.slice(work.length + 1));
  writeFileSync(join(folder, 'config.json'), config);
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify([{ Config: 'config.json', RepoTags: ['bench:1'], Layers: names }]),
  );
  execFileSync('tar', ['-cf', archive, '-C', folder, 'config.json', 'manifest.json', '-C', work, ...names]);
}

async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: MiB }), hash);
  return hash.digest('hex');
}
