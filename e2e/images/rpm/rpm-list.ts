import type { PackageFact } from '#shared/model/fact.ts';
import { encodeText } from '#shared/model/root-path.ts';
import { run } from './rpm-tool.ts';

/** One package in words that rpm and a fact share. Byte strings; `(none)` where nothing is stated. */
export type Listed = Readonly<{ fields: Readonly<Record<string, string>>; files: readonly string[] }>;

const FIELDS = {
  name: 'NAME',
  epoch: 'EPOCH',
  version: 'VERSION',
  release: 'RELEASE',
  arch: 'ARCH',
  sourceRpm: 'SOURCERPM',
  licence: 'LICENSE',
  vendor: 'VENDOR',
  installedSize: 'SIZE',
  sigMd5: 'SIGMD5',
  modularityLabel: 'MODULARITYLABEL',
  group: 'GROUP',
  summary: 'SUMMARY',
  url: 'URL',
  buildTime: 'BUILDTIME',
  installTime: 'INSTALLTIME',
} as const;

const NONE = '(none)';
const RECORD = '\u001e';
const PART = '\u001d';
const FIELD = '\u001f';
const FORMAT = [
  Object.values(FIELDS)
    .map((tag) => `%{${tag}}`)
    .join(FIELD),
  PART,
  `[%{FILENAMES}${FIELD}%{FILEDIGESTS}${FIELD}%{FILEFLAGS}${FIELD}%{FILESTATES}${FIELD}%{=FILEDIGESTALGO}${PART}]`,
  RECORD,
].join('');

const ALGORITHMS: Readonly<Record<string, string>> = { [NONE]: 'md5', 1: 'md5', 2: 'sha1', 8: 'sha256', 10: 'sha512' };

/** `rpm -qa` of a database folder, without imported keys. */
export function listByRpm(db: string, backEnd: string): readonly Listed[] {
  const printed = run('rpm', ['--define', `_db_backend ${backEnd}`, '--dbpath', db, '-qa', '--qf', FORMAT]);
  const packages = printed
    .split(RECORD)
    .slice(0, -1)
    .map((record): Listed => {
      const [first = '', ...files] = record.split(PART);
      const values = first.split(FIELD);
      const fields = Object.fromEntries(Object.keys(FIELDS).map((name, i) => [name, values[i] ?? '']));
      return { fields, files: files.slice(0, -1).map(fileByRpm) };
    });
  return sorted(packages.filter(({ fields }) => fields['name'] !== 'gpg-pubkey'));
}

function fileByRpm(line: string): string {
  const [path = '', digest = '', flags = '', state = '', algorithm = NONE] = line.split(FIELD);
  const optional = (Number(flags) & 64) !== 0 || (state !== '0' && state !== NONE);
  return fileLine(path, digest === '' ? undefined : `${ALGORITHMS[algorithm]}:${digest}`, optional);
}

/** The same list from facts. */
export function listFacts(facts: readonly PackageFact[]): readonly Listed[] {
  return sorted(
    facts.map((fact): Listed => {
      const stated = { ...fact.details, name: fact.name, arch: fact.arch ?? NONE, licence: fact.licence?.text ?? NONE };
      const { epoch, release = '' } = fact.details;
      const prefix = epoch === undefined || epoch === '0' ? '' : `${epoch}:`;
      const version = fact.version.slice(prefix.length, -release.length - 1);
      // What was taken apart must be the whole.
      if (`${prefix}${version}-${release}` !== fact.version) throw new Error(`another version: ${fact.version}`);
      const values: Readonly<Record<string, string>> = { ...stated, version };
      return {
        fields: Object.fromEntries(Object.keys(FIELDS).map((name) => [name, encodeText(values[name] ?? NONE)])),
        files: fact.files.map(({ path, digest, optional }) =>
          fileLine(`/${path}`, digest && `${digest.alg}:${digest.hex}`, optional === true),
        ),
      };
    }),
  );
}

function fileLine(path: string, digest: string | undefined, optional: boolean): string {
  return `${path} ${digest ?? '-'}${optional ? ' optional' : ''}`;
}

function sorted(packages: readonly Listed[]): readonly Listed[] {
  const key = ({ fields }: Listed) => Object.values(fields).join(FIELD);
  return packages.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
