import { LinePlaces } from '#engine/bytes/line-places.ts';
import { parser } from '@lezer/python';
import { limits } from '#engine/bytes/limits.ts';
import { type BranchMode, branchesOf } from './branches.ts';
import { decodeSource } from './decode-source.ts';
import { foldPairs, foldTexts } from './fold-text.ts';
import { CALL_WORDS, readCall } from './read-call.ts';
import { PATH_WORDS, readPathChange } from './read-path-change.ts';
import { readImportStatement } from './read-import-statement.ts';
import type { PlacedRequest, PythonRequest, PythonRequests, SyntaxNode } from './types.ts';

/**
 * What a Python source asks of the import system, in the order in which it is written; it is never run.
 *
 * An error of the grammar is none of the source: it does not know a `yield` without a value, nor `1.`, which 3 % of all sources have,
 * and reads what follows all the same. So a source is refused for its encoding and its size alone.
 */
export function readPythonRequests(bytes: Uint8Array): PythonRequests {
  const refuse = (detail: string): PythonRequests => ({ ok: false, line: 1, column: 1, detail });
  if (bytes.byteLength > limits.pythonBytes) return refuse(`longer than ${limits.pythonBytes} bytes`);
  const text = decodeSource(bytes);
  if (text === undefined) return refuse('not in the encoding that it declares');
  // A tree is what costs, and some sources of a large program ask for nothing.
  if (![/import|__all__|_EditableFinder/, CALL_WORDS, PATH_WORDS, HAS_DOTTED].some((words) => words.test(text)))
    return { ok: true, requests: [] };
  return { ok: true, requests: new Reader(text).read() };
}

/** A text that may name something in a module: `shop.views`, `shop.wsgi:app`. */
const DOTTED = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[A-Za-z_]\w*)?$/;
const HAS_DOTTED = /(['"])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[A-Za-z_]\w*)?\1/;

class Reader {
  readonly #text: string;
  readonly #requests: PythonRequest[] = [];
  readonly #texts = new Set<string>();
  readonly #aliases = new Set<string>();
  readonly #modes = new Map<number, BranchMode>();
  /** Requests whose statement does not begin in the first column. */
  readonly #indented = new Set<PythonRequest>();
  #places: LinePlaces | undefined;
  /** How many functions, branches and `try` are open. */
  #lazy = 0;
  /** The grammar lost its way somewhere, so the blocks that it sees may not be those of the source. */
  #isLost = false;

  constructor(text: string) {
    this.#text = text;
  }

  read(): PythonRequest[] {
    const hasCalls = CALL_WORDS.test(this.#text) || PATH_WORDS.test(this.#text);
    const hasTexts = HAS_DOTTED.test(this.#text);
    const hasList = /__all__|_EditableFinder/.test(this.#text);
    const opened: number[] = [];
    parser.parse(this.#text).iterate({
      enter: (ref) => {
        if (this.#requests.length >= limits.pythonRequests) return false;
        if (ref.type.isError) this.#isLost = true;
        switch (ref.name) {
          case 'ImportStatement':
            this.#import(ref.node);
            return false;
          case 'IfStatement':
            for (const [at, mode] of branchesOf(ref.node, this.#text)) this.#modes.set(at, mode);
            return true;
          case 'Body': {
            const mode = this.#modeOf(ref.node);
            if (mode === 'never') return false;
            opened.push(mode === 'perhaps' ? 1 : 0);
            this.#lazy += opened.at(-1) ?? 0;
            return true;
          }
          case 'CallExpression':
            if (hasCalls) this.#call(ref.node);
            return true;
          case 'String':
            if (hasTexts) this.#name(ref.from, ref.to);
            return false;
          case 'AssignStatement':
          case 'UpdateStatement':
            if (hasList && this.#lazy === 0) this.#list(ref.node);
            return true;
          default:
            return true;
        }
      },
      leave: (ref) => {
        if (ref.name === 'Body') this.#lazy -= opened.pop() ?? 0;
      },
    });
    // An indented statement is in some block; that the block is a class is then not known.
    return this.#isLost
      ? this.#requests.map((one) => (this.#indented.has(one) ? { ...one, lazy: true } : one))
      : this.#requests;
  }

  #modeOf(body: SyntaxNode): BranchMode {
    const parent = body.parent?.name;
    if (parent === 'IfStatement') return this.#modes.get(body.from) ?? 'perhaps';
    return parent === 'ClassDefinition' || parent === 'WithStatement' ? 'always' : 'perhaps';
  }

  #import(node: SyntaxNode): void {
    for (const request of readImportStatement(node, this.#text)) this.#add(request, this.#lazy > 0, node.from);
    const written = this.#text.slice(node.from, node.to);
    const alias = /\bimport_module\s+as\s+(\w+)/.exec(written)?.[1];
    if (alias !== undefined) this.#aliases.add(alias);
  }

  /** A whole text that looks like the name of something in a module, each once. */
  #name(from: number, to: number): void {
    const name = to - from > limits.pythonTextLength ? '' : this.#text.slice(from + 1, to - 1);
    if (!DOTTED.test(name) || this.#texts.has(name)) return;
    this.#texts.add(name);
    this.#add({ specifier: name, how: 'text', at: from }, true);
  }

  #call(node: SyntaxNode): void {
    const request = readCall(node, this.#text, this.#aliases) ?? readPathChange(node, this.#text);
    if (request === undefined) return;
    // Its argument is no text of its own.
    if (request.specifier !== null) this.#texts.add(request.specifier);
    this.#add(request, this.#lazy > 0 || isConditional(node));
  }

  /** `__all__ = […]` and `__all__ += […]` of the module itself; `MAPPING = {…}` of one that setuptools makes. */
  #list(node: SyntaxNode): void {
    const target = node.firstChild;
    const name = target?.name === 'VariableName' ? this.#text.slice(target.from, target.to) : '';
    const request = (how: string, specifier: string): void => this.#add({ specifier, how, at: node.from }, false);
    if (name === '__all__') {
      const names = foldTexts(node.lastChild, this.#text);
      if (names?.length) request('__all__', names.join(','));
    } else if (name === 'MAPPING' && this.#text.includes('_EditableFinder'))
      for (const [key, folder] of foldPairs(node.lastChild, this.#text)) request('editable', `${key}=${folder}`);
  }

  #add({ specifier, how, at }: PlacedRequest, lazy: boolean, statement = at): void {
    this.#places ??= placesIn(this.#text);
    const request = { specifier, how, ...this.#places.at(at), lazy };
    this.#requests.push(request);
    const lineStart = statement - this.#places.at(statement).column + 1;
    if (/[ \t]/.test(this.#text[lineStart] ?? '')) this.#indented.add(request);
  }
}

/** Is the call the later part of `a and f()`, `f() if a else b`, or in a lambda's body? */
function isConditional(node: SyntaxNode): boolean {
  let left = limits.pythonOperands;
  for (let child = node, up = node.parent; up && !up.name.endsWith('Statement'); child = up, up = up.parent) {
    if (--left < 0) return true;
    if (up.name === 'LambdaExpression' || up.name === 'ConditionalExpression') return true;
    if (
      up.name === 'BinaryExpression' &&
      child.from !== up.firstChild?.from &&
      /^(and|or)$/.test(up.firstChild?.nextSibling?.name ?? '')
    )
      return true;
    if (up.name === 'Body') return false;
  }
  return false;
}

/** `\n`, `\r` and `\r\n` end a line. */
function placesIn(text: string): LinePlaces {
  return new LinePlaces(Array.from(text.matchAll(/\r\n|[\n\r]/g), (end) => end.index + end[0].length));
}
