import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { answerJson, refuse, setHeaders } from './answer.ts';

/** Types of files that a built renderer has; others are not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Where the page finds the nonce of its styles: in a meta element of this name. */
const NONCE_NAME = 'csp-nonce';

/**
 * The built renderer, listed once at the start. A request names an entry of that list or nothing: no path of a request ever
 * reaches the file system.
 */
export class StaticFiles {
  readonly #files: ReadonlyMap<string, string>;
  readonly #socket: string;

  /** @param origin `http://127.0.0.1:<port>` */
  constructor(folder: string, origin: string) {
    this.#files = listFiles(folder);
    this.#socket = origin.replace(/^http/, 'ws');
  }

  get isEmpty(): boolean {
    return !this.#files.has('/index.html');
  }

  answer(request: IncomingMessage, response: ServerResponse, path: string): void {
    const name = path === '/' ? '/index.html' : path;
    const file = this.#files.get(name);
    if (file === undefined) {
      const message = this.isEmpty ? 'The page is not built: run "npm run build"' : 'Not found';
      refuse(response, { status: 404, message });
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, { status: 405, message: 'Only to be read' }, { allow: 'GET, HEAD' });
      return;
    }
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    let bytes: Buffer;
    try {
      bytes = readFileSync(file);
    } catch {
      // Built anew since the start.
      answerJson(response, 404, { message: 'Not found' });
      return;
    }
    const nonce = randomBytes(16).toString('base64');
    if (name.endsWith('.html')) bytes = Buffer.from(withNonce(bytes.toString('utf8'), nonce));
    setHeaders(response, this.#policy(nonce));
    response.writeHead(200, { 'content-type': type, 'content-length': bytes.byteLength });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  }

  /** Scripts and styles are files of this server, but for style elements that the page's own kit makes, with the nonce. */
  #policy(nonce: string): string {
    return [
      `default-src 'none'`,
      `script-src 'self'`,
      `style-src 'self' 'nonce-${nonce}'`,
      `img-src 'self' data:`,
      `font-src 'self'`,
      `connect-src 'self' ${this.#socket}`,
      `frame-ancestors 'none'`,
      `base-uri 'none'`,
      `form-action 'none'`,
    ].join('; ');
  }
}

function withNonce(html: string, nonce: string): string {
  return html.replace(/<head[^>]*>/i, (head) => `${head}<meta name="${NONCE_NAME}" content="${nonce}">`);
}

/** Plain files alone: a link could lead out of the folder. */
function listFiles(folder: string): Map<string, string> {
  return new Map(existsSync(folder) ? filesBelow(folder, '') : []);
}

/** Folder by folder: inside the archive of an installed desktop program, a recursive listing is not to be relied on. */
function* filesBelow(folder: string, address: string): Generator<[string, string]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const [path, name] = [join(folder, entry.name), `${address}/${entry.name}`];
    if (entry.isDirectory()) yield* filesBelow(path, name);
    else if (entry.isFile() && Object.hasOwn(TYPES, extname(name))) yield [name, path];
  }
}
