import { isKnown, type Text } from './text.ts';

/** Who a process runs as. `null`: not known. */
export type User = Readonly<{ name: Text | null; uid: number | null; gid: number | null; home: string | null }>;

const ROOT_USER: User = { name: 'root', uid: 0, gid: 0, home: '/root' };

/** Rows of passwd(5) and group(5), as far as they are well formed. */
export type Accounts = Readonly<{
  users: readonly Readonly<{ name: string; uid: number; gid: number; home: string; shell: string }>[];
  groups: readonly Readonly<{ name: string; gid: number; members: readonly string[] }>[];
}>;

export function parseAccounts(passwd: string, group: string): Accounts {
  const rows = (text: string): string[][] => text.split('\n').map((line) => line.split(':'));
  return {
    users: rows(passwd).flatMap(([name = '', , uid = '', gid = '', , home = '/', shell = '']) =>
      name !== '' && /^\d{1,10}$/.test(uid) && /^\d{1,10}$/.test(gid)
        ? [{ name, uid: Number(uid), gid: Number(gid), home, shell }]
        : [],
    ),
    groups: rows(group).flatMap(([name = '', , gid = '', members = '']) =>
      name !== '' && /^\d{1,10}$/.test(gid)
        ? [{ name, gid: Number(gid), members: members.split(',').filter((one) => one !== '') }]
        : [],
    ),
  };
}

/**
 * A user as a config, gosu or setpriv names it: `user`, `uid`, `user:group` with names or numbers (OCI image-spec, config.User).
 * A name that the image does not know gives a user without numbers.
 */
export function findUser(spec: Text, { users, groups }: Accounts): User {
  if (!isKnown(spec)) return { name: null, uid: null, gid: null, home: null };
  const [who = '', group = ''] = spec.split(/[:.](?=[^.:]*$)/);
  const number = /^\d{1,10}$/.test(who) ? Number(who) : null;
  const row = users.find(({ name }) => name === who) ?? users.find(({ uid }) => uid === number);
  const gid = /^\d{1,10}$/.test(group) ? Number(group) : groups.find(({ name }) => name === group)?.gid;
  if (who === '' || (who === 'root' && !row)) return { ...ROOT_USER, gid: gid ?? 0 };
  return {
    name: row?.name ?? (number === null ? who : null),
    uid: row?.uid ?? number,
    gid: gid ?? row?.gid ?? (number === null ? null : 0),
    home: row?.home ?? (number === null ? null : '/'),
  };
}
