import type { Program } from 'acorn';
import { LinePlaces } from '#engine/bytes/line-places.ts';
import { limits } from '#engine/bytes/limits.ts';
import { cutBodies } from './cut-bodies.ts';
import { findRequests, type PlacedRequest } from './find-requests.ts';
import type { ModuleRequests, SourceKind } from './module-request.ts';
import { parseJavaScript, type SyntaxProblem } from './parse-javascript.ts';

const decoder = new TextDecoder('utf-8');

/** A file without any of these words asks for nothing. (A name may be written with escapes; nobody does.) */
function mayAsk(text: string): boolean {
  return /require|import|dlopen/.test(text) || (text.includes('export') && text.includes('from'));
}

/** Characters: what is shorter is parsed sooner than it is cut. */
const WORTH_CUTTING = 1000;
/** Names lead to names; after so many the whole text is read. */
const MOST_ROUNDS = 4;

/** Parameters of the function that CommonJS wraps around a file: a file that declares them itself is none. */
const WRAPPER = new Set(['require', 'module', 'exports', '__dirname', '__filename']);

/**
 * What a JavaScript file asks its module system for: static forms, and calls whose argument is a constant or can be folded to one. Of
 * others the place is told. A `require` that the file declares itself (bundlers do) is none.
 *
 * @see nodejs.org/api/modules.html, nodejs.org/api/esm.html
 */
export function readModuleRequests(bytes: Uint8Array, kind: SourceKind): ModuleRequests {
  if (bytes.byteLength > limits.scriptBytes)
    return refused('', { at: 0, detail: `longer than ${limits.scriptBytes} bytes` });
  // Skips a byte order mark, as Node does.
  const text = decoder.decode(bytes);
  if (!mayAsk(text)) return { ok: true, requests: [] };
  const short = text.length < WORTH_CUTTING ? undefined : readCut(text, kind);
  if (short !== undefined) return short;
  const parsed = parse(text, kind);
  if ('detail' in parsed) return refused(text, parsed);
  return requestsIn(text, findRequests(parsed.program, parsed.isCommonJs).requests, (at) => at);
}

/**
 * Requests of a file without its functions' bodies that have nothing to do with them: most of a bundle. Which bodies these are shows when
 * the others are read; they are read again with those that turn out to matter.
 *
 * @returns undefined: the whole text is needed, also to tell what is wrong with it
 */
function readCut(text: string, kind: SourceKind): ModuleRequests | undefined {
  const keep = { words: new Set(['require', 'import', 'dlopen']), bodies: new Set<number>() };
  let cut = cutBodies(text, keep);
  for (let round = 0; cut !== undefined && round < MOST_ROUNDS; round++) {
    const parsed = parse(cut.text, kind);
    if ('detail' in parsed) return undefined;
    const { requests, follows } = findRequests(parsed.program, parsed.isCommonJs);
    const { names, functions } = follows();
    for (const name of names) keep.words.add(name);
    for (const { body } of functions) keep.bodies.add(cut.originalAt(body.start) + 1);
    const next = cutBodies(text, keep);
    if (next?.text.length === cut.text.length) return requestsIn(text, requests, cut.originalAt);
    // Then the whole is read sooner than a large part of it several times.
    if (next && next.text.length > text.length / 2) return undefined;
    cut = next;
  }
  return undefined;
}

function requestsIn(
  text: string,
  requests: readonly PlacedRequest[],
  originalAt: (at: number) => number,
): ModuleRequests {
  const places = placesIn(text);
  return {
    ok: true,
    requests: requests.map(({ at, specifier, how, lazy }) => ({
      specifier,
      how,
      ...places.at(originalAt(at)),
      lazy,
    })),
  };
}

type Parsed = Readonly<{ program: Program; isCommonJs: boolean }>;

function parse(text: string, kind: SourceKind): Parsed | SyntaxProblem {
  if (kind === 'module') return parsed(parseJavaScript(text, 'module'), false);
  const script = parseJavaScript(text, 'commonjs');
  if (kind === 'commonjs' || ('type' in script && !declaresWrapper(script))) return parsed(script, true);
  const module = parseJavaScript(text, 'module');
  // What is neither is told as CommonJS, as Node does.
  return 'type' in module ? parsed(module, false) : parsed(script, true);
}

function parsed(program: Program | SyntaxProblem, isCommonJs: boolean): Parsed | SyntaxProblem {
  return 'type' in program ? { program, isCommonJs } : program;
}

function declaresWrapper(program: Program): boolean {
  return program.body.some(
    (node) =>
      (node.type === 'VariableDeclaration' &&
        node.kind !== 'var' &&
        node.declarations.some(({ id }) => id.type === 'Identifier' && WRAPPER.has(id.name))) ||
      (node.type === 'ClassDeclaration' && node.id !== null && WRAPPER.has(node.id.name)),
  );
}

function refused(text: string, { at, detail }: SyntaxProblem): ModuleRequests {
  return { ok: false, ...placesIn(text).at(at), detail };
}

/** ECMA-262 §12.3. */
function placesIn(text: string): LinePlaces {
  return new LinePlaces(Array.from(text.matchAll(/\r\n|[\n\r\u2028\u2029]/g), (end) => end.index + end[0].length));
}
