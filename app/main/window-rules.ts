/** `http://127.0.0.1:<port>` of the engine, or undefined while there is none. */
export type Origin = string | undefined;

/** The only permission that the console's page has: to put text on the clipboard after a click. */
const PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Is this an address of the console's own page? */
export function isOwnPage(url: string, origin: Origin): boolean {
  return origin !== undefined && parse(url)?.origin === origin;
}

/** May the window's session send this request? The engine alone is asked; what never leaves the window is allowed too. */
export function mayRequest(url: string, origin: Origin): boolean {
  const address = parse(url);
  if (!address || origin === undefined) return false;
  if (address.protocol === 'data:') return true;
  // The origin of a blob is that of the page that made it.
  if (address.protocol === 'blob:') return address.origin === origin;
  return address.origin === origin || address.origin === origin.replace(/^http/, 'ws');
}

/** May a file be saved from this address? It must come from the engine, or be made by its page. */
export function mayDownload(url: string, origin: Origin): boolean {
  const address = parse(url);
  return address !== undefined && address.protocol !== 'data:' && mayRequest(url, origin);
}

export function mayHave(permission: string, requestingOrigin: string, origin: Origin): boolean {
  return PERMISSIONS.has(permission) && isOwnPage(requestingOrigin, origin);
}

/** A name for a file to be saved: no folders, nothing that a system reads as something else. */
export function safeFileName(name: string): string {
  const plain = name
    .normalize('NFC')
    // eslint-disable-next-line no-control-regex -- these are meant
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"/\\|?*]/g, '_')
    .replace(/^[. ]+/, '_')
    .replace(/[. ]+$/, '')
    .slice(0, 200);
  return plain === '' || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `_${plain}` : plain;
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
