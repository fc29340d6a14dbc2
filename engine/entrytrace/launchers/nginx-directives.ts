import type { Place } from '#engine/formats/shell/ast.ts';

/** One directive that ends in `;`, or a block of Lua, which has but its name. `depth`: blocks around it, in its file. */
export type Directive = Readonly<{ words: readonly string[]; depth: number; at: Place }>;

/**
 * As `ngx_conf_read_token` cuts them: quotes and `#` count at the beginning of a word, `}` ends none, `${` begins no block. A
 * backslash takes the meaning of what follows.
 */
const TOKEN =
  /#[^\n]*|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|[;{}]|(?:\$\{|[^\s;{}\\]|\\[\s\S])(?:\$\{|[^\s;{\\]|\\[\s\S])*/;

/** Lua's strings and comments have braces that count for nothing. Of long ones this is the beginning. */
const LUA = /(?:--)?\[(=*)\[|--[^\n]*|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|[{}]/;

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' };

/** Directives of a configuration, at every depth, in order. */
export function* directives(text: string): Generator<Directive> {
  let words: string[] = [];
  let start = 0;
  let depth = 0;
  const placeOf = placesIn(text);
  const token = new RegExp(TOKEN, 'g');
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [all, double, single] = found;
    if (all.startsWith('#')) continue;
    if (all === ';' || all === '{' || all === '}') {
      const lua = all === '{' && words[0]?.endsWith('_by_lua_block') === true;
      if (words.length > 0 && (lua || all === ';')) yield { words, depth, at: placeOf(start) };
      words = [];
      if (lua) token.lastIndex = endOfLua(text, token.lastIndex);
      else if (all === '{') depth += 1;
      else if (all === '}') depth -= 1;
    } else {
      if (words.length === 0) start = found.index;
      words.push((double ?? single ?? all).replaceAll(/\\(["'\\trn])/g, (_, char: string) => ESCAPES[char] ?? char));
    }
  }
}

/** Behind the brace that ends a block of Lua. */
function endOfLua(text: string, from: number): number {
  const token = new RegExp(LUA, 'g');
  token.lastIndex = from;
  let depth = 1;
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [all, level] = found;
    if (level !== undefined) {
      const end = text.indexOf(`]${level}]`, token.lastIndex);
      if (end < 0) return text.length;
      token.lastIndex = end;
    }
    if (all === '{') depth += 1;
    if (all === '}') depth -= 1;
    if (depth === 0) return token.lastIndex;
  }
  return text.length;
}

/** Places of ascending indexes. */
function placesIn(text: string): (index: number) => Place {
  let line = 1;
  let from = 0;
  return (index) => {
    for (let end = text.indexOf('\n', from); end >= 0 && end < index; end = text.indexOf('\n', from)) {
      line += 1;
      from = end + 1;
    }
    return { line, column: index - from + 1 };
  };
}
