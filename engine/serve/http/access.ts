import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is turned away. `status` and `message` are all that it is told. */
export type Refusal = Readonly<{ status: number; message: string }>;

/** Who may talk to this server: a page of its own origin that holds the token. */
export class Access {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  readonly #host: string;
  readonly #tokenHash: Buffer;

  constructor(port: number, token: string) {
    this.#host = `127.0.0.1:${port}`;
    this.origin = `http://${this.#host}`;
    this.#tokenHash = hash(token);
  }

  /**
   * A host name that an attacker points to 127.0.0.1 (DNS rebinding) stands in `Host`; a page of another origin stands in
   * `Origin`. Applies to everything, also to what needs no token.
   */
  refuseStranger({ headers, rawHeaders }: IncomingMessage): Refusal | undefined {
    const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length;
    if (hosts !== 1 || headers.host !== this.#host) return { status: 421, message: 'This server has another name' };
    const { origin } = headers;
    if (origin !== undefined && origin !== this.origin) return { status: 403, message: 'Another origin' };
    return undefined;
  }

  /** For pages, scripts and styles, which a browser asks for without a token. A person may come from anywhere. */
  refuseForeignPage(request: IncomingMessage): Refusal | undefined {
    const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = request.headers;
    if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
    return mode === 'navigate' && destination === 'document' ? undefined : { status: 403, message: 'Another site' };
  }

  /** For data: the page itself must ask (browsers say so, and pages cannot make them lie), and know the token. */
  refuseStrangerToData(request: IncomingMessage): Refusal | undefined {
    if (request.headers['sec-fetch-site'] !== 'same-origin') return { status: 403, message: 'Another site' };
    const bearer = /^Bearer ([\x21-\x7e]{1,200})$/.exec(request.headers.authorization ?? '')?.[1];
    return bearer !== undefined && this.knows(bearer) ? undefined : { status: 401, message: 'No valid token' };
  }

  /** A socket always has an origin in a browser, so here it must be there. Its token comes in the first message. */
  refuseSocket(request: IncomingMessage): Refusal | undefined {
    const stranger = this.refuseStranger(request);
    if (stranger) return stranger;
    return request.headers.origin === undefined ? { status: 403, message: 'No origin' } : undefined;
  }

  /** Compares hashes in constant time, so that neither length nor content of the token leaks. */
  knows(token: string): boolean {
    return timingSafeEqual(hash(token), this.#tokenHash);
  }
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
