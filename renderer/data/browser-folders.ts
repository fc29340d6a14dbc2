import { type Dropped, type Folder, givenFile, type Leaf, takeApart } from './dropped-files.ts';
import { host } from './host.ts';

/** What was dropped. Must be called in the event itself: what is dropped is gone after it. */
export async function dropped(transfer: DataTransfer): Promise<Dropped> {
  const items = [...transfer.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    return entry ? [{ entry, file: item.getAsFile() }] : [];
  });
  // A file that a script made has no entry.
  if (items.length === 0) return { given: [...transfer.files].map(givenFile), empty: [], cut: [], folder: false };
  const found = await takeApart(items.flatMap(({ entry }) => ofEntry(entry) ?? []));
  // A folder that is no layout and holds no archive may be a root file system, which only a host can hand over.
  const given = [...found.given];
  const empty = found.empty.filter((name) => {
    const file = items.find(({ entry }) => entry.isDirectory && entry.name === name)?.file;
    const path = file ? (host()?.pathOf(file) ?? '') : '';
    if (path !== '') given.push({ name, size: null, from: { path } });
    return path === '';
  });
  return { ...found, given, empty };
}

/** A folder that was chosen: the browser lists its files with their paths, from the folder's own name on. */
export async function chosenFolder(files: readonly File[]): Promise<Dropped> {
  const root: Branch = { files: [], folders: new Map() };
  for (const file of files) {
    const folders = file.webkitRelativePath.split('/').slice(0, -1);
    let at = root;
    for (const name of folders) {
      const next: Branch = at.folders.get(name) ?? { files: [], folders: new Map() };
      at.folders.set(name, next);
      at = next;
    }
    at.files.push(file);
  }
  return await takeApart(childrenOf(root));
}

type Branch = { files: File[]; folders: Map<string, Branch> };

function childrenOf({ files, folders }: Branch): readonly (Leaf | Folder)[] {
  return [
    ...files.map((file) => ({ name: file.name, open: async () => file })),
    ...[...folders].map(([name, branch]) => ({
      name,
      list: async (most: number) => childrenOf(branch).slice(0, most),
    })),
  ];
}

function ofEntry(entry: FileSystemEntry): Leaf | Folder | undefined {
  if (isFile(entry))
    return { name: entry.name, open: () => new Promise((resolve, reject) => entry.file(resolve, reject)) };
  if (!isDirectory(entry)) return undefined;
  return {
    name: entry.name,
    async list(most) {
      const reader = entry.createReader();
      const children: (Leaf | Folder)[] = [];
      // A reader gives at most a hundred names at a time, and none at the end.
      for (;;) {
        const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
        children.push(...some.flatMap((one) => ofEntry(one) ?? []));
        if (some.length === 0 || children.length >= most) return children.slice(0, most);
      }
    },
  };
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
