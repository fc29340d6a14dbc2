import { type ConfigLine, configLines } from '#engine/bytes/config-lines.ts';

/** A service that is asked for one database. Names are byte strings. */
export type NssService = Readonly<{ database: string; service: string }> & Pick<ConfigLine, 'line' | 'range'>;

/**
 * Reads `/etc/nsswitch.conf`: `database: service [STATUS=action] service …`. Order is that of the file.
 *
 * @throws {ParseError} for too many lines
 * @see nsswitch.conf(5); glibc, nss/nss_database.c
 */
export function readNsswitch(bytes: Uint8Array): NssService[] {
  return configLines(bytes).flatMap(({ text, line, range }) => {
    const [, database, rest = ''] = /^[ \t]*([^ \t:#]+)[ \t]*:([^#]*)/.exec(text) ?? [];
    if (database === undefined) return [];
    // What is done with an answer stands in brackets.
    const services = rest.replaceAll(/\[[^\]]*(?:\]|$)/g, ' ').split(/[ \t\f\v\r]+/);
    return services.filter((service) => service !== '').map((service) => ({ database, service, line, range }));
  });
}
