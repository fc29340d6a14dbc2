import type { DiffConfig, DiffFile, DiffFileClass, DiffRow, DiffSide, ImageDiff } from '#shared/model/diff.ts';
import { FILE_CHANGES } from '#shared/text/file-changes.ts';

/** What happened to a component, in one word. */
export function wordOf(row: DiffRow): string {
  if (row.class === 'metadata_changed') return 'changed';
  if (row.class !== 'version_changed') return row.class;
  if (row.direction === 'up') return 'upgraded';
  if (row.direction === 'down') return 'downgraded';
  return row.group ? 'versions' : 'replaced';
}

/** What happened to a file, in the words of the console. */
export function fileWordOf(kind: DiffFileClass): string {
  return FILE_CHANGES[kind].toLowerCase();
}

/** Type, name and how its versions changed: `deb greet 2.3-1 → 2.3-2`. */
export function describeRow(row: DiffRow): string {
  const [old, now] = row.perSide;
  const name = `${row.type} ${row.name}`;
  // A version that came came with a layer: the list says which.
  const further = row.changes
    .filter(({ field }) => field !== 'layer' || row.class === 'metadata_changed')
    .map(({ field, old: from, new: to }) => `${field} ${from.join(', ') || 'none'} → ${to.join(', ') || 'none'}`);
  return plain([`${name} ${versions(row, old?.versions ?? [], now?.versions ?? [])}`.trim(), ...further].join('; '));
}

function versions(row: DiffRow, old: readonly (string | null)[], now: readonly (string | null)[]): string {
  if (row.group) {
    const { gone, came, stays } = row.group;
    const parts = [
      ['gone', gone],
      ['came', came],
      ['stays', stays],
    ] as const;
    return parts.flatMap(([word, list]) => (list.length === 0 ? [] : [`${word} ${printed(list)}`])).join(', ');
  }
  if (row.class === 'added') return printed(now);
  if (row.class === 'removed' || row.class === 'metadata_changed') return printed(old);
  const from = old.filter((version) => !now.includes(version));
  const to = now.filter((version) => !old.includes(version));
  const note = row.direction === 'unknown' ? ' (order unknown)' : '';
  return `${printed(from)} → ${printed(to)}${note}`;
}

function printed(list: readonly (string | null)[]): string {
  return list.map((version) => version ?? '(no version)').join(', ');
}

/** A file and what of it changed: `usr/bin/greet (content, mode 0644 → 0755)`. */
export function describeFile({ path, also, old, new: now }: DiffFile): string {
  const parts = also.map((field) => {
    if (old === null || now === null) return field;
    switch (field) {
      case 'mode':
        return `mode ${old.mode} → ${now.mode}`;
      case 'owner':
        return `owner ${old.uid}:${old.gid} → ${now.uid}:${now.gid}`;
      case 'type':
        return `${old.type} → ${now.type}`;
      case 'link':
        return `link ${old.linkTarget ?? 'none'} → ${now.linkTarget ?? 'none'}`;
      case 'layer':
        return `from old layer ${old.layer} to new layer ${now.layer}`;
      default:
        return field;
    }
  });
  return plain(
    `${path}${(now ?? old)?.type === 'dir' ? '/' : ''}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`,
  );
}

/** A setting with both values: `env PATH "/bin" → "/usr/bin"`. */
export function describeConfig({ field, key, old, new: now }: DiffConfig): string {
  const name = key === undefined ? field : `${field} ${key}`;
  // The name of a port or a volume is all there is to it.
  if (field === 'port' || field === 'volume') return plain(name);
  const values = [old, now].map((value) => (value === null ? 'none' : JSON.stringify(value)));
  return plain(`${name} ${values.join(' → ')}`);
}

/** A side in one line. */
export function describeSide({ imageId, platform, layers, complete }: DiffSide): string {
  const where = platform ? `  ${[platform.os, platform.architecture, platform.variant].filter(Boolean).join('/')}` : '';
  return plain(
    `${imageId}${where}  ${layers.length} layers${complete ? '' : '  PARTIAL: some of it could not be read'}`,
  );
}

/** What has to be known before the rows are read. */
export function warningsOf({ sides }: ImageDiff): string[] {
  const [old, now] = sides;
  const platform = ({ platform: stated }: DiffSide): string =>
    stated === null ? 'none' : [stated.os, stated.architecture, stated.variant].filter(Boolean).join('/');
  const warnings: string[] = [];
  if (!old || !now) return warnings;
  if (platform(old) !== platform(now)) warnings.push(`the platforms differ: ${platform(old)} and ${platform(now)}`);
  if (old.analyzerSet !== now.analyzerSet)
    warnings.push('the images were analyzed by different sets of analyzers: a difference may be theirs');
  for (const { role, complete } of sides)
    if (!complete) warnings.push(`the ${role} image is partial: what is missing there may only be unread`);
  return warnings.map(plain);
}

/** Control characters, which could move a terminal's cursor, as `\xNN`. */
export function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is meant
  return text.replaceAll(/[\0-\x1f\x7f-\x9f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Counts in words: `1 added, 2 upgraded`; empty when nothing is there. */
export function countWords(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}
