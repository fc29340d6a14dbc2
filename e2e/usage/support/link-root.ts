import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { elf } from '#engine/analyzers/binary/elf/index.ts';
import { runFileAnalyzer } from '#engine/analyzers/host.ts';
import { replayLayers } from '#engine/rootfs/replay.ts';
import { layerIndex } from '#engine/testing/layer.ts';
import { file, symlink, type TarEntry } from '#engine/testing/tar.ts';
import type { LinkInput } from '#engine/usage/links/types.ts';
import type { ElfFact } from '#shared/model/facts/native.ts';
import { factsOf } from '#shared/model/outcome.ts';
import type { RootPath } from '#shared/model/root-path.ts';

/** A program or library to be built: what its dynamic section says, and nothing else of interest. */
export type Built = Readonly<{
  /** In the root, without a leading slash. */
  path: string;
  /** Names as they are to stand in the file. */
  needs?: readonly string[];
  soname?: string;
  rpath?: string;
  runpath?: string;
  /** DT_FILTER and DT_AUXILIARY. */
  filter?: string;
  auxiliary?: string;
  /** Path of the interpreter, if not the compiler's own. */
  interp?: string;
  /** Other than a library, or for the first of a case a program. A teller prints the names of all that is mapped. */
  kind?: 'library' | 'teller' | 'static-pie' | '32-bit';
  /** e_machine that is written into the header afterwards. */
  machine?: number;
}>;

/** A root with a few linked files, and how its first file is started. */
export type LinkCase = Readonly<{
  name: string;
  built: readonly [Built, ...Built[]];
  files?: Readonly<Record<string, string>>;
  /** Symbolic links: path → target. */
  links?: Readonly<Record<string, string>>;
  env?: readonly string[];
  cwd?: string;
  /** A line of the loader's answer that shows that the case is what its name says. */
  shows: string;
}>;

/** What a case is built with. */
export type Toolchain = Readonly<{
  compiler: string;
  /** Files of this machine that the root has too: path there → path here. */
  runtime: Readonly<Record<string, string>>;
}>;

const PROGRAM = 'int main(void) { return 0; }\n';
const LIBRARY = 'int one;\n';
const SOURCES = {
  program: PROGRAM,
  'static-pie': PROGRAM,
  library: LIBRARY,
  '32-bit': LIBRARY,
  teller: `#define _GNU_SOURCE
#include <link.h>
#include <stdio.h>
static int tell(struct dl_phdr_info *one, size_t size, void *unused) { puts(one->dlpi_name); return 0; }
int main(void) { return dl_iterate_phdr(tell, 0); }
`,
};

/** Where Debian has musl's own start files. Its compiler takes none that a static program can place itself with. */
const MUSL = '/usr/lib/x86_64-linux-musl';

const TAG = { AUDIT: 0x6fff_fefc, RUNPATH: 29 };

/** Builds the root of a case in a folder. */
export function buildRoot(folder: string, { compiler, runtime }: Toolchain, given: LinkCase): void {
  for (const [path, from] of Object.entries(runtime)) copyFileSync(from, placeIn(folder, path));
  for (const [i, built] of given.built.entries()) build(folder, compiler, i === 0, built);
  for (const [path, text] of Object.entries(given.files ?? {})) writeFileSync(placeIn(folder, path), text);
  for (const [path, target] of Object.entries(given.links ?? {})) symlinkSync(target, placeIn(folder, path));
  if (given.cwd !== undefined) mkdirSync(join(folder, given.cwd), { recursive: true });
}

/** A place in a root, its folders made. */
export function placeIn(folder: string, path: string): string {
  const place = join(folder, path);
  mkdirSync(dirname(place), { recursive: true });
  return place;
}

function build(folder: string, compiler: string, isFirst: boolean, built: Built): void {
  const { path, needs = [], soname, rpath, runpath, interp, kind = isFirst ? 'program' : 'library', machine } = built;
  const place = placeIn(folder, path);
  // Both search paths: linkers write one. The other is written as the name of an auditor, and given its tag afterwards.
  const both = rpath !== undefined && runpath !== undefined;
  const search = rpath ?? runpath;
  const source = join(dirname(folder), 'main.c');
  writeFileSync(source, SOURCES[kind]);
  execFileSync(kind === '32-bit' ? 'gcc' : compiler, [
    ...(kind === 'library' ? ['-shared', '-fPIC'] : []),
    ...(kind === '32-bit' ? ['-m32', '-shared', '-fPIC', '-nostdlib', '-nostartfiles'] : []),
    ...(kind === 'static-pie'
      ? ['-static', '-fPIE', '-nostartfiles', `${MUSL}/rcrt1.o`, '-Wl,-pie,--no-dynamic-linker']
      : []),
    ...(interp === undefined ? [] : [`-Wl,--dynamic-linker=${interp}`]),
    ...(soname === undefined ? [] : [`-Wl,-soname,${soname}`]),
    ...(built.filter === undefined ? [] : [`-Wl,--filter=${built.filter}`]),
    ...(built.auxiliary === undefined ? [] : [`-Wl,--auxiliary=${built.auxiliary}`]),
    ...(search === undefined ? [] : [`-Wl,-rpath,${search}`]),
    rpath === undefined ? '-Wl,--enable-new-dtags' : '-Wl,--disable-new-dtags',
    ...(both ? [`-Wl,--audit=${runpath}`] : []),
    '-o',
    place,
    source,
    '-Wl,--no-as-needed',
    ...needs.map((name) => stub(folder, name)),
    '-Wl,--as-needed',
  ]);
  const bytes = readFileSync(place);
  if (both) bytes.writeBigUInt64LE(BigInt(TAG.RUNPATH), tagAt(bytes, TAG.AUDIT));
  if (machine !== undefined) bytes.writeUInt16LE(machine, 18);
  if (both || machine !== undefined) writeFileSync(place, bytes);
}

function tagAt(bytes: Buffer, tag: number): number {
  const wanted = Buffer.alloc(8);
  wanted.writeBigUInt64LE(BigInt(tag));
  const at = bytes.indexOf(wanted);
  if (at < 0) throw new Error('the linker wrote no name of an auditor');
  return at;
}

/** A library that answers to a name, which the linker copies into who is linked with it. Made once. */
function stub(folder: string, name: string): string {
  const base = dirname(folder);
  const place = join(base, `stub-${Buffer.from(name).toString('hex')}.so`);
  if (existsSync(place)) return place;
  const empty = join(base, 'empty.c');
  writeFileSync(empty, '');
  execFileSync('gcc', ['-shared', '-nostdlib', '-o', place, empty, `-Wl,-soname,${name}`]);
  return place;
}

/** The root as a scan would see it: the same tree and facts, by the product's own stages. */
export function linkInputOf(folder: string, { env = [], cwd = '' }: Pick<LinkCase, 'env' | 'cwd'>): LinkInput {
  const contents = new Map<string, Buffer>();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry): TarEntry[] => {
    const place = join(entry.parentPath, entry.name);
    const path = place.slice(folder.length + 1);
    if (entry.isSymbolicLink()) return [symlink(path, readlinkSync(place))];
    if (!entry.isFile()) return [];
    const bytes = readFileSync(place);
    contents.set(path, bytes);
    return [file(path, bytes)];
  });
  const { rootfs } = replayLayers([layerIndex(entries)]);
  const facts = new Map<string, ElfFact | undefined>();
  return {
    tree: rootfs,
    elfOf({ path }) {
      if (!facts.has(path)) facts.set(path, elfFact(contents.get(path)));
      return facts.get(path);
    },
    cache: [],
    read: ({ path }) => contents.get(path),
    env,
    cwd: cwd as RootPath,
  };
}

function elfFact(bytes: Buffer | undefined): ElfFact | undefined {
  if (bytes === undefined || bytes.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
  const [fact] = factsOf(runFileAnalyzer(elf, bytes));
  return fact?.kind === 'elf' ? fact : undefined;
}
