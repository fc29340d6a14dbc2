import { type ConfigLine, configLines } from '#engine/bytes/config-lines.ts';

/** One rule of a service: a module, or another service whose rules stand here. Names are byte strings. */
export type PamRule = Readonly<{
  kind: 'module' | 'include';
  /** Module as written (`pam_unix.so`, a path), or name of the service that is included. */
  name: string;
  /** A leading `-`: nobody minds if the module is not there. */
  optional: boolean;
}> &
  Pick<ConfigLine, 'line' | 'range'>;

const TYPES = new Set(['auth', 'account', 'session', 'password']);

/**
 * Reads a file of `/etc/pam.d`: `type control module arguments`, `@include service` (Debian's), and the controls `include` and
 * `substack`. Lines that are none of these are left out, as nothing is loaded for them.
 *
 * @throws {ParseError} for too many lines
 * @see pam.conf(5); Linux-PAM, libpam/pam_handlers.c
 */
export function readPamService(bytes: Uint8Array): PamRule[] {
  return configLines(bytes, true).flatMap(({ text, line, range }): PamRule[] => {
    const words = wordsOf(text);
    const [type = '', control = '', name] = words;
    if (type === '@include' && control !== '')
      return [{ kind: 'include', name: control, optional: false, line, range }];
    const optional = type.startsWith('-');
    if (!TYPES.has(type.replace(/^-/, '').toLowerCase()) || name === undefined) return [];
    const isInclude = /^(include|substack)$/i.test(control);
    return [{ kind: isInclude ? 'include' : 'module', name, optional, line, range }];
  });
}

/** Words between blanks, a bracketed one whole, up to a `#`. */
function wordsOf(text: string): string[] {
  const [before = ''] = text.split('#', 1);
  return before.match(/\[[^\]]*\]?|[^ \t\r]+/g) ?? [];
}
