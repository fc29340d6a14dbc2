import type { PackageFact } from '#shared/model/fact.ts';

/** A row as `rpm -qa` states it in the corpus; null where rpm prints `(none)`. `file_count` is 1 for any files, else 0. */
export type RpmQaRow = Readonly<{
  name: string;
  epoch: string | null;
  version: string;
  release: string;
  arch: string | null;
  source_rpm: string | null;
  license: string | null;
  vendor: string | null;
  size: string | null;
  sig_md5: string | null;
  modularity_label: string | null;
  install_time: string | null;
  file_count: number;
}>;

/** What a fact says, in rpm's words. */
export function rpmQaRow(fact: PackageFact): RpmQaRow {
  const stated = (name: string) => fact.details[name] ?? null;
  const release = stated('release') ?? '';
  const evr = /^(?:(\d+):)?(.*)$/s.exec(fact.version);
  return {
    name: fact.name,
    epoch: stated('epoch'),
    version: evr?.[2]?.slice(0, -release.length - 1) ?? '',
    release,
    arch: fact.arch,
    source_rpm: stated('sourceRpm'),
    license: fact.licence?.text ?? null,
    vendor: stated('vendor'),
    size: stated('installedSize'),
    sig_md5: stated('sigMd5'),
    modularity_label: stated('modularityLabel'),
    install_time: stated('installTime'),
    file_count: Math.min(1, fact.files.length),
  };
}

/** rpm's list without the keys that it keeps as packages, in an order that both sides can have. */
export function sortedQa(rows: readonly RpmQaRow[]): readonly RpmQaRow[] {
  const key = (row: RpmQaRow) => [row.name, row.version, row.release, row.arch, row.install_time].join('\0');
  return rows.filter((row) => row.name !== 'gpg-pubkey').toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
