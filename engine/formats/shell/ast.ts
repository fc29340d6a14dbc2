/**
 * Small syntax tree of POSIX and Bash scripts (POSIX.1-2024 Shell Command Language §2; Bash manual §3). Texts are byte strings, as
 * the source is: each char code is one byte.
 */

/** Line and column of the first byte, both from 1; the column counts bytes. */
export type Place = Readonly<{ line: number; column: number }>;

/** Commands one after the other. */
export type List = readonly Command[];

export type Command =
  | Simple
  | Readonly<{ type: 'pipeline'; at: Place; negated: boolean; commands: readonly Command[] }>
  | Readonly<{
      type: 'and-or';
      at: Place;
      first: Command;
      rest: readonly Readonly<{ op: '&&' | '||'; command: Command }>[];
    }>
  | Readonly<{ type: 'background'; at: Place; command: Command }>
  | Readonly<{ type: 'subshell' | 'group'; at: Place; body: List }>
  | Readonly<{ type: 'redirected'; at: Place; command: Command; redirects: readonly Redirect[] }>
  | Readonly<{
      type: 'if';
      at: Place;
      arms: readonly Readonly<{ condition: List; body: List }>[];
      otherwise: List | null;
    }>
  /** `next`: what an arithmetic `for` does after each turn, `continue` or not. */
  | Readonly<{ type: 'loop'; at: Place; until: boolean; condition: List; body: List; next?: List }>
  /** `words` null: the positional parameters. */
  | Readonly<{ type: 'for'; at: Place; name: string; words: readonly Word[] | null; body: List }>
  | Readonly<{ type: 'case'; at: Place; word: Word; arms: readonly CaseArm[] }>
  | Readonly<{ type: 'function'; at: Place; name: string; body: Command }>
  | Readonly<{ type: 'test'; at: Place; test: Test }>
  | Readonly<{ type: 'arithmetic'; at: Place; value: Arithmetic | null }>
  /** `body`: commands of it, which may be run or not. */
  | Readonly<{ type: 'unsupported'; at: Place; what: string; body: List }>;

export type Simple = Readonly<{
  type: 'simple';
  at: Place;
  assignments: readonly Assignment[];
  /** Command name and arguments; `local x=1` and its like keep their assignments as such. */
  words: readonly (Word | Assignment)[];
  redirects: readonly Redirect[];
  /** As written, one line. */
  text: string;
}>;

export type CaseArm = Readonly<{ patterns: readonly Word[]; body: List; end: ';;' | ';&' | ';;&' }>;

export type Assignment = Readonly<{
  type: 'assignment';
  name: string;
  append: boolean;
  index: Word | null;
  value: Word | Readonly<{ type: 'array'; elements: readonly Word[] }>;
}>;

/** `fd` null: the operator's own. `body`: a here-document or here-string. */
export type Redirect = Readonly<{ operator: string; fd: number | null; target: Word | null; body: Word | null }>;

export type Word = Readonly<{ type: 'word'; at: Place; text: string; parts: readonly Part[] }>;

export type Part =
  | Readonly<{ type: 'text'; text: string; quoted: boolean }>
  /** Unquoted `*`, `?`, `[…]` or an extended pattern. */
  | Readonly<{ type: 'glob'; text: string }>
  | Readonly<{ type: 'tilde'; user: string }>
  | Parameter
  | Readonly<{ type: 'command'; body: List; quoted: boolean; text: string; at: Place }>
  | Readonly<{ type: 'arithmetic'; value: Arithmetic | null; quoted: boolean; text: string }>
  | Readonly<{ type: 'process'; body: List; operator: '<' | '>'; text: string; at: Place }>
  /** `{a,b}`: its alternatives, or undefined for what is not supported. */
  | Readonly<{ type: 'braces'; alternatives: readonly string[] | undefined; text: string }>;

/** `${name}` and its operations. `length`: `${#name}`; `indirect`: `${!name}`. */
export type Parameter = Readonly<{
  type: 'parameter';
  name: string;
  prefix: 'length' | 'indirect' | null;
  index: Word | null;
  operation: Operation | null;
  quoted: boolean;
  text: string;
}>;

export type Operation =
  | Readonly<{ type: 'default'; operator: '-' | '=' | '+' | '?'; orEmpty: boolean; operand: Word }>
  | Readonly<{ type: 'remove'; operator: '#' | '##' | '%' | '%%'; operand: Word }>
  | Readonly<{ type: 'replace'; operator: '/' | '//' | '/#' | '/%'; pattern: Word; replacement: Word }>
  | Readonly<{ type: 'slice'; offset: Word; length: Word | null }>
  | Readonly<{ type: 'case'; operator: '^' | '^^' | ',' | ',,' }>
  | Readonly<{ type: 'unsupported'; what: string }>;

export type Test =
  | Readonly<{ type: 'unary'; operator: string; operand: Word }>
  | Readonly<{ type: 'binary'; operator: string; left: Word; right: Word }>
  | Readonly<{ type: 'logical'; operator: '&&' | '||'; operands: readonly Test[] }>
  | Readonly<{ type: 'not'; operand: Test }>;

export type Arithmetic =
  | Readonly<{ type: 'number'; value: number }>
  | Readonly<{ type: 'name'; word: Word }>
  | Readonly<{ type: 'unary'; operator: string; prefix: boolean; operand: Arithmetic }>
  | Readonly<{ type: 'binary'; operator: string; left: Arithmetic; right: Arithmetic }>
  | Readonly<{ type: 'ternary'; test: Arithmetic; yes: Arithmetic; no: Arithmetic }>
  | Readonly<{ type: 'unsupported' }>;

/** A syntax error; what could be read stands in the tree all the same. */
export type SyntaxProblem = Readonly<{ at: Place; message: string }>;

export type ShellScript = Readonly<{ commands: List; problems: readonly SyntaxProblem[] }>;
