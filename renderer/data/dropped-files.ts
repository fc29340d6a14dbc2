import type { Bytes } from '#shared/model/units.ts';
import { host } from './host.ts';
import { tarOf, type Member } from './tar-of.ts';

/** Something that can be scanned, as it was given: where it lies, or its bytes. */
export type Given = Readonly<{
  name: string;
  size: Bytes | null;
  from: Readonly<{ path: string }> | Readonly<{ body: Blob }>;
}>;

/**
 * What a drop or a choice brought. `empty`: folders in which nothing was found. `cut`: folders of which not all was looked at.
 * `folder`: was a folder among it?
 */
export type Dropped = Readonly<{
  given: readonly Given[];
  empty: readonly string[];
  cut: readonly string[];
  folder: boolean;
}>;

/** A file or folder, whichever way the browser hands it over. */
export type Leaf = Readonly<{ name: string; open: () => Promise<File> }>;
export type Folder = Readonly<{ name: string; list: (most: number) => Promise<readonly (Leaf | Folder)[]> }>;

/** Most images taken out of dropped folders: more is a folder that holds something else. */
const MAX_GIVEN = 1000;
/** Most names looked at in one drop: the root of a disk has millions, and no end in sight. */
const MAX_NAMES = 20_000;

/** Files that look like archives by name. Inside a dropped folder only these are taken: nobody means its other files. */
const ARCHIVE = /\.(tar|tgz|tar\.gz|tar\.zst|tzst|gz|zst|oci)$/i;
/** What blobs are called (OCI image layout 1.1); a name that is none is no blob and is not sent. */
const ALGORITHM = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*$/;
const ENCODED = /^[a-zA-Z0-9=_-]+$/;
const MAX_MEMBER_NAME = 100;

/** Takes folders apart: archives by name, and each OCI image layout as the one archive that the format also allows. */
export async function takeApart(items: readonly (Leaf | Folder)[]): Promise<Dropped> {
  const taken = { given: [] as Given[], empty: [] as string[], cut: [] as string[], folder: false };
  const budget = { names: MAX_NAMES };
  for (const item of items) {
    if (!isFolder(item)) {
      taken.given.push(givenFile(await item.open()));
      continue;
    }
    taken.folder = true;
    const before = taken.given.length;
    await walk(item, taken.given, budget);
    if (budget.names <= 0 || taken.given.length >= MAX_GIVEN) taken.cut.push(item.name);
    else if (taken.given.length === before) taken.empty.push(item.name);
  }
  return taken;
}

/** A file as it is: its place where the host knows it, else its bytes. */
export function givenFile(file: File): Given {
  const path = host()?.pathOf(file) ?? '';
  return { name: file.name, size: file.size, from: path === '' ? { body: file } : { path } };
}

async function walk(folder: Folder, given: Given[], budget: { names: number }): Promise<void> {
  if (given.length >= MAX_GIVEN || budget.names <= 0) return;
  const children = await look(folder, budget);
  const layout = await layoutOf(folder, children, budget);
  if (layout) {
    given.push(layout);
    return;
  }
  for (const child of children) {
    if (given.length >= MAX_GIVEN) return;
    if (isFolder(child)) await walk(child, given, budget);
    else if (ARCHIVE.test(child.name)) given.push(givenFile(await child.open()));
  }
}

/** By name, so that the same folder gives the same order everywhere. */
async function look(folder: Folder, budget: { names: number }): Promise<readonly (Leaf | Folder)[]> {
  const children = await folder.list(budget.names);
  budget.names -= children.length;
  return [...children].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The folder as one image source, if it is an OCI image layout: `oci-layout`, `index.json`, and `blobs/<algorithm>/<digest>`. */
async function layoutOf(
  { name }: Folder,
  children: readonly (Leaf | Folder)[],
  budget: { names: number },
): Promise<Given | undefined> {
  const top = children.filter((child): child is Leaf => !isFolder(child));
  const marker = top.find((leaf) => leaf.name === 'oci-layout');
  const index = top.find((leaf) => leaf.name === 'index.json');
  const blobs = children.find((child): child is Folder => isFolder(child) && child.name === 'blobs');
  if (!index || !(marker || blobs)) return undefined;
  const place = host()?.pathOf(await index.open()) ?? '';
  if (place !== '') return { name, size: null, from: { path: place.replace(/[/\\][^/\\]*$/, '') } };
  const members: Member[] = [];
  for (const leaf of [marker, index]) if (leaf) members.push({ name: leaf.name, body: await leaf.open() });
  for (const algorithm of blobs ? await look(blobs, budget) : []) {
    if (!isFolder(algorithm) || !ALGORITHM.test(algorithm.name)) continue;
    for (const blob of await look(algorithm, budget)) {
      const memberName = `blobs/${algorithm.name}/${blob.name}`;
      if (isFolder(blob) || !ENCODED.test(blob.name) || memberName.length > MAX_MEMBER_NAME) continue;
      members.push({ name: memberName, body: await blob.open() });
    }
  }
  const body = tarOf(members);
  return { name, size: body.size, from: { body } };
}

function isFolder(item: Leaf | Folder): item is Folder {
  return 'list' in item;
}
