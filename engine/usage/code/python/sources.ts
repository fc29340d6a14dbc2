import { readPth } from '#engine/formats/python-source/read-pth.ts';
import { readPythonRequests } from '#engine/formats/python-source/read-requests.ts';
import { readVenvConfig } from '#engine/formats/python-source/read-venv-config.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import type { CodeInput, CodeRequests, RequestCache } from '../types.ts';

const READERS = {
  python: readPythonRequests,
  pth: readPth,
  pyvenv: readVenvConfig,
} as const satisfies Record<string, (bytes: Uint8Array) => CodeRequests>;

/** What files ask for, each content read once. */
export class Sources {
  readonly #bytesOf: CodeInput['bytesOf'];
  readonly #cache: RequestCache;

  constructor({ bytesOf }: CodeInput, cache: RequestCache) {
    this.#bytesOf = bytesOf;
    this.#cache = cache;
  }

  /** @returns undefined for a content that is not there (yet) */
  requestsOf(node: TreeNode, kind: keyof typeof READERS): CodeRequests | undefined {
    const key = node.sha256 === undefined ? undefined : `${node.sha256} ${kind}`;
    const known = key === undefined ? undefined : this.#cache.get(key);
    if (known !== undefined) return known;
    const bytes = this.#bytesOf(node);
    if (bytes === undefined) return undefined;
    const requests = READERS[kind](bytes);
    if (key !== undefined) this.#cache.set(key, requests);
    return requests;
  }
}
