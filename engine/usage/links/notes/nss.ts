import { readNsswitch } from '#engine/formats/nsswitch/read-nsswitch.ts';
import { printPath } from '#shared/model/root-path.ts';
import { byLine, mappedAs, note, type NoteSource, opened, readConfig } from './context.ts';

/** Databases that the C library asks; the file has lines for other programs too (sudoers, automount). */
const DATABASES = new Set([
  'aliases',
  'ethers',
  'group',
  'group_compat',
  'gshadow',
  'hosts',
  'initgroups',
  'netgroup',
  'networks',
  'passwd',
  'passwd_compat',
  'protocols',
  'publickey',
  'rpc',
  'services',
  'shadow',
  'shadow_compat',
]);

/** Services that glibc answers itself since 2.34. */
const BUILT_IN = new Set(['files', 'dns']);

/** Databases whose service `compat` asks another service in turn. @see glibc, nss/nss_compat */
const HAVE_COMPAT = new Set(['group', 'initgroups', 'passwd', 'shadow']);

/** Modules of `/etc/nsswitch.conf`, which glibc opens when a name is looked up. */
export const nssNotes: NoteSource = (context) => {
  const libc = context.loader === 'glibc' ? mappedAs(context, /^libc\.so\.6(\.1)?$/) : undefined;
  const config = libc && readConfig(context, '/etc/nsswitch.conf', readNsswitch);
  if (libc === undefined || config === undefined) return [];
  const hasBuiltIn = libc.fact.versionsDefined.includes('GLIBC_2.34');
  // Of two lines for one database the last counts.
  const lines = new Map(config.records.map(({ database, line }) => [database, line]));
  return config.records
    .filter(({ database, line }) => DATABASES.has(database) && lines.get(database) === line)
    .flatMap((record) => {
      const { database, service } = record;
      const asked = printPath(database);
      const entries = [{ service, reason: `a lookup in "${asked}" asks the service "${printPath(service)}"` }];
      if (service === 'compat' && HAVE_COMPAT.has(database) && !lines.has(`${database}_compat`))
        entries.push({ service: 'nis', reason: `the service "compat" asks "nis", as no "${asked}_compat" says else` });
      return entries
        .filter((entry) => !hasBuiltIn || !BUILT_IN.has(entry.service))
        .map((entry) => {
          const name = `libnss_${entry.service}.so.2`;
          return note('nss', libc, name, opened(context, libc, name), entry.reason, byLine(config, record));
        });
    });
};
