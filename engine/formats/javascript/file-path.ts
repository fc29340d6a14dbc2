/**
 * What a constant expression gives. `folder`: a path told from the file's own folder, `.`, or beginning with `./` or `../`; `self`:
 * the file itself; `asked`: a module that another request names already (`require(require.resolve('x'))`). Paths and file URLs are
 * not told apart: both lead to the same file.
 */
export type Constant = Readonly<{ kind: 'text' | 'folder' | 'self' | 'asked'; text: string }>;

export const text = (value: string): Constant => ({ kind: 'text', text: value });
export const folder = (path: string): Constant => ({ kind: 'folder', text: path });
export const SELF: Constant = { kind: 'self', text: '' };
export const ASKED: Constant = { kind: 'asked', text: '' };

/** `a + b`; undefined: no constant that has a meaning. */
export function concatenated(a: Constant, b: Constant): Constant | undefined {
  if (a.kind === 'text' && b.kind === 'text') return text(a.text + b.text);
  if (a.kind !== 'folder' || b.kind !== 'text') return undefined;
  if (b.text === '' || b.text.startsWith('/')) return folder(joined(a.text, b.text));
  // `__dirname + 'x'` names a sibling of the folder, whose name is not known.
  return /(^|\/)\.{1,2}$/.test(a.text) ? undefined : folder(a.text + b.text);
}

/** `path.join`, `path.resolve`, from a path that is told from the file's folder; `..` of the file itself is its folder. */
export function joinedPath(parts: readonly Constant[], absoluteWins: boolean): Constant | undefined {
  let [result, ...rest] = parts;
  if (result?.kind === 'self' && rest[0]?.kind === 'text' && /^\.\.(\/|$)/.test(rest[0].text)) {
    result = folder(joined('.', rest[0].text.slice(3)));
    rest = rest.slice(1);
  }
  for (const part of rest) {
    if (part.kind === 'folder' && absoluteWins) result = part;
    else if (part.kind !== 'text') return undefined;
    else if (absoluteWins && part.text.startsWith('/')) result = part;
    else if (result?.kind === 'folder') result = folder(joined(result.text, part.text));
    else return undefined;
  }
  return result?.kind === 'folder' || (result?.kind === 'text' && absoluteWins && result.text.startsWith('/'))
    ? result
    : undefined;
}

/** `new URL(reference, base)` as a file. A reference that is a URL of its own stays one. */
export function urlFrom(reference: Constant, base: Constant): Constant | undefined {
  if (reference.kind !== 'text') return reference.kind === 'asked' ? undefined : reference;
  if (/^[a-z][a-z0-9+.-]*:/i.test(reference.text) || reference.text.startsWith('/')) return reference;
  if (base.kind === 'self') return folder(joined('.', reference.text));
  if (base.kind !== 'folder') return undefined;
  // The last part of the base is replaced, unless a slash ends it.
  return base.text.endsWith('/')
    ? folder(joined(base.text, reference.text))
    : folder(joined(parentOf(base.text), reference.text));
}

export function dirname(of: Constant): Constant | undefined {
  if (of.kind === 'self') return folder('.');
  return of.kind === 'folder' ? folder(parentOf(of.text)) : undefined;
}

function parentOf(path: string): string {
  const parts = path.replace(/\/+$/, '').split('/');
  const last = parts.at(-1);
  if (last === '.' || last === '..') return joined(path, '..');
  return joined('.', parts.slice(0, -1).join('/'));
}

/** Normalised; a slash at the end stays, since a folder is asked for with it. */
function joined(base: string, more: string): string {
  const parts: string[] = [];
  for (const part of `${base}/${more}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  const path = parts[0] === '..' ? parts.join('/') : ['.', ...parts].join('/');
  return more.endsWith('/') && parts.length > 0 ? `${path}/` : path;
}
