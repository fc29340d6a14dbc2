import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { excerpt } from '#engine/bytes/diagnostic-list.ts';
import type { Deb822Field, Deb822Stanza } from '#engine/formats/deb822/read-deb822.ts';

const identityKeys = ['package', 'status', 'version', 'architecture', 'source'] as const;
type IdentityKey = (typeof identityKeys)[number];

/** The fields of one stanza that a package fact is made of, and all others by name. */
export type Identity = Readonly<{
  fields: Readonly<Partial<Record<IdentityKey, Deb822Field>>>;
  others: ReadonlyMap<string, Deb822Field>;
  problems: readonly Diagnostic[];
}>;

const packageKeys = new Set<string>([
  'package',
  'status',
  'version',
  'architecture',
  'maintainer',
  'section',
  'priority',
  'installed-size',
]);

/** Has it a field that dpkg writes for packages? A script or a checksum list has none. */
export function looksLikePackage(stanza: Deb822Stanza): boolean {
  return stanza.fields.some(({ key }) => packageKeys.has(key));
}

/**
 * Sorts a stanza's fields. dpkg refuses a repeated field. Here the first one counts, and a repeated *identity* field ends the
 * stanza: it shows that the blank line between two packages is gone, and what follows must not be taken for the first one's.
 */
export function identityOf(text: string, stanza: Deb822Stanza): Identity {
  const fields: Partial<Record<IdentityKey, Deb822Field>> = {};
  const others = new Map<string, Deb822Field>();
  const problems: Diagnostic[] = [];
  for (const field of stanza.fields) {
    const { key, from, to } = field;
    if (isIdentityKey(key)) {
      if (fields[key]) {
        const what = `dpkg stanza from its second ${key} field on`;
        problems.push({ code: 'malformed', what, at: { from, to: stanza.to }, found: excerpt(text, from, to) });
        break;
      }
      fields[key] = field;
    } else if (others.has(key)) {
      problems.push({ code: 'anomaly', what: 'dpkg stanza', found: `a second ${key} field at byte ${from}` });
    } else others.set(key, field);
  }
  return { fields, others, problems };
}

function isIdentityKey(key: string): key is IdentityKey {
  return (identityKeys as readonly string[]).includes(key);
}
