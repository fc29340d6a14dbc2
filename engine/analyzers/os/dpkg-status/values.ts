/** Values of single fields, in byte strings. Each parser gives undefined for what dpkg could not have written. */

const wants = new Set(['unknown', 'install', 'hold', 'deinstall', 'purge']);
const flags = new Set(['ok', 'reinstreq', 'hold', 'hold-reinstreq']);
const absentStates = new Set(['not-installed', 'config-files']);
const presentStates = new Set([
  'installed',
  'unpacked',
  'half-configured',
  'half-installed',
  'triggers-awaited',
  'triggers-pending',
]);

export type DpkgStatus = Readonly<{ want: string; flag: string; state: string }>;

/** `want flag state`. All three words must be known ones in lower case and parted by spaces, as dpkg writes them. */
export function parseStatus(value: string): DpkgStatus | undefined {
  const [want = '', flag = '', state = '', ...rest] = value.split(/ +/);
  const known = wants.has(want) && flags.has(flag) && (presentStates.has(state) || absentStates.has(state));
  return known && rest.length === 0 ? { want, flag, state } : undefined;
}

/** Are the package's files there, all or some? */
export function isPresent(state: string): boolean {
  return presentStates.has(state);
}

/** dpkg's rule (lib/dpkg/pkg-spec): policy is stricter. dpkg folds upper case when it reads; here the name stays as it is. */
export function isPackageName(value: string): boolean {
  return /^[A-Za-z0-9][-+._A-Za-z0-9]*$/.test(value);
}

/** The version as dpkg prints it: without an epoch of zero. Only what dpkg calls an error is refused, not what it warns of. */
export function parseVersion(value: string): string | undefined {
  // Blank or control characters, an empty revision.
  if (!/^[^\0-\x20\x7f]+$/.test(value) || value.endsWith('-')) return undefined;
  const colon = value.indexOf(':');
  if (colon < 0) return value;
  const epoch = value.slice(0, colon);
  const rest = value.slice(colon + 1);
  if (!/^\d{1,10}$/.test(epoch) || rest === '') return undefined;
  const number = Number(epoch);
  // A colon in the version proper keeps the zero: without it the first part would read as an epoch.
  return number === 0 && !rest.includes(':') ? rest : `${number}:${rest}`;
}

/** null for a value that is there and empty: dpkg takes it for no architecture. */
export function parseArch(value: string): string | null | undefined {
  if (value === '') return null;
  return /^[A-Za-z0-9][-A-Za-z0-9]*$/.test(value) ? value : undefined;
}

/** `name` or `name (version)`; the package's own version is the source's where none is given. */
export function parseSource(value: string, version: string): { name: string; version: string } | undefined {
  if (isPackageName(value)) return { name: value, version };
  const [, name = '', stated = ''] = /^([^ (]+) +\( *([^ ()]+) *\)$/.exec(value) ?? [];
  const own = parseVersion(stated);
  return isPackageName(name) && own !== undefined ? { name, version: own } : undefined;
}
