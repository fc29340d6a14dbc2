/** What a drop or a file dialog brought. `folders` are named where the files in them cannot be had. */
export type Dropped = Readonly<{ files: readonly File[]; emptyFolders: readonly string[] }>;

/** Most files taken out of dropped folders: more is a folder that holds something else. */
const MAX_FILES = 1000;

/** Most names looked at in one drop: the root of a disk has millions, and no end in sight. */
const MAX_NAMES = 20_000;

/** Files that look like archives by name. Inside a dropped folder only these are taken: nobody means its other files. */
const ARCHIVE = /\.(tar|tgz|tar\.gz|tar\.zst|tzst|gz|zst|oci)$/i;

/** Files of a drop; folders are walked. Must be called in the event itself: what is dropped is gone after it. */
export async function droppedFiles(transfer: DataTransfer): Promise<Dropped> {
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    return entry ? [entry] : [];
  });
  // A file that a script made has no entry.
  if (entries.length === 0) return { files: [...transfer.files], emptyFolders: [] };
  const files: File[] = [];
  const budget = { names: MAX_NAMES };
  const emptyFolders: string[] = [];
  for (const entry of entries) {
    const before = files.length;
    await collect(entry, files, budget, true);
    if (entry.isDirectory && files.length === before) emptyFolders.push(entry.name);
  }
  return { files, emptyFolders };
}

async function collect(entry: FileSystemEntry, files: File[], budget: { names: number }, top: boolean): Promise<void> {
  if (files.length >= MAX_FILES || budget.names-- <= 0) return;
  if (isFile(entry)) {
    if (top || ARCHIVE.test(entry.name))
      files.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  if (!isDirectory(entry)) return;
  const reader = entry.createReader();
  // A reader gives at most a hundred names at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const one of some) await collect(one, files, budget, false);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
