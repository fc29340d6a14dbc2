import { orderDigits, orderText, reversed } from './order.ts';

/** A number, a word, a word with the number that follows it (`rc1`), or the list that a hyphen opens. */
type Item =
  | Readonly<{ kind: 'number'; digits: string }>
  | Readonly<{ kind: 'word'; word: string }>
  | Readonly<{ kind: 'pair'; word: string; digits: string }>
  | Readonly<{ kind: 'list'; items: Item[] }>;

const ALIASES: Readonly<Record<string, string>> = { cr: 'rc', ga: '', final: '', release: '' };
/** One letter with a number behind it is short for these. */
const LETTERS: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' };
/** By age; the empty word is the release. Other words are newer than all, in order of their text. */
const WORDS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];

/**
 * Maven's order (that of Maven 4, which differs from 3 only for a few odd versions).
 *
 * @see Maven POM reference, "Version order specification"
 */
export function orderMaven(a: string, b: string): -1 | 0 | 1 {
  return orderItems(parse(a), parse(b));
}

function parse(version: string): Item[] {
  const text = version.toLowerCase();
  const root: Item[] = [];
  const lists = [root];
  let list = root;
  const open = (): void => {
    const items: Item[] = [];
    list.push({ kind: 'list', items });
    lists.push(items);
    list = items;
  };
  let start = 0;
  let inDigits = false;
  let paired = false;
  const take = (end: number): void =>
    void list.push(end === start ? ZERO : itemOf(text.slice(start, end), inDigits, paired));
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (char === '.') {
      take(i);
      paired = false;
      start = i + 1;
    } else if (char === '-') {
      // `x-1` is `x1`.
      if (i > start && !inDigits && /[0-9]/.test(text[i + 1] ?? '')) continue;
      take(i);
      start = i + 1;
      open();
      paired = false;
    } else if (/[0-9]/.test(char)) {
      if (!inDigits && i > start) {
        if (list.length > 0) open();
        paired = true;
      }
      inDigits = true;
    } else {
      if (inDigits && i > start) {
        take(i);
        start = i;
        open();
        paired = false;
      }
      inDigits = false;
    }
  }
  if (start < text.length) {
    // `.x` at the end is `-x`.
    if (!inDigits && list.length > 0) open();
    take(text.length);
  }
  for (const items of lists.reverse()) withoutNulls(items);
  return root;
}

const ZERO: Item = { kind: 'number', digits: '0' };

function itemOf(text: string, isNumber: boolean, paired: boolean): Item {
  if (paired) {
    const [, word = '', digits = ''] = /^([^0-9]*?)-?([0-9]+)$/.exec(text) ?? [undefined, text];
    return { kind: 'pair', word: wordOf(LETTERS[word] ?? word), digits };
  }
  return isNumber ? { kind: 'number', digits: text } : { kind: 'word', word: wordOf(text) };
}

function wordOf(text: string): string {
  return Object.hasOwn(ALIASES, text) ? (ALIASES[text] ?? text) : text;
}

/** Zeros and empty lists mean nothing at the end of a list and in front of a word. */
function withoutNulls(items: Item[]): void {
  for (let i = items.length - 1; i >= 0; i--) {
    const [item, next] = [items[i], items[i + 1]];
    if (item && isNull(item) && (next === undefined || startsWithWord(next))) items.splice(i, 1);
  }
}

function isNull(item: Item): boolean {
  if (item.kind === 'number') return /^0*$/.test(item.digits);
  return item.kind === 'list' && item.items.length === 0;
}

function startsWithWord(item: Item): boolean {
  const first = item.kind === 'list' ? item.items[0] : item;
  return first?.kind === 'word' || (item.kind === 'list' && first?.kind === 'pair');
}

function orderItems(a: readonly Item[], b: readonly Item[]): -1 | 0 | 1 {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a[i], b[i]];
    const order = x === undefined ? reversed(againstEnd(y)) : y === undefined ? againstEnd(x) : orderTwo(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

function againstEnd(item: Item | undefined): -1 | 0 | 1 {
  switch (item?.kind) {
    case 'number':
      return orderDigits(item.digits, '0');
    case 'word':
    case 'pair':
      return orderWords(item.word, '');
    case 'list': {
      for (const inner of item.items) {
        const order = againstEnd(inner);
        if (order !== 0) return order;
      }
      return 0;
    }
    default:
      return 0;
  }
}

/** Words are older than lists, lists are older than numbers. */
const RANKS = { word: 0, pair: 0, list: 1, number: 2 } as const;

function orderTwo(a: Item, b: Item): -1 | 0 | 1 {
  if (RANKS[a.kind] !== RANKS[b.kind]) return RANKS[a.kind] < RANKS[b.kind] ? -1 : 1;
  if (a.kind === 'list' && b.kind === 'list') return orderItems(a.items, b.items);
  if (a.kind === 'number' && b.kind === 'number') return orderDigits(a.digits, b.digits);
  if (a.kind === 'list' || b.kind === 'list' || a.kind === 'number' || b.kind === 'number') return 0;
  const words = orderWords(a.word, b.word);
  if (words !== 0) return words;
  if (a.kind === 'pair' && b.kind === 'pair') return orderDigits(a.digits, b.digits);
  return a.kind === b.kind ? 0 : a.kind === 'word' ? -1 : 1;
}

function orderWords(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [WORDS.indexOf(a), WORDS.indexOf(b)];
  if (x < 0 && y < 0) return orderText(a, b);
  if (x < 0 || y < 0) return x < 0 ? 1 : -1;
  return x === y ? 0 : x < y ? -1 : 1;
}
