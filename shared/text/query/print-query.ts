import type { Filter, LayerSpan } from '#shared/schema/filter.ts';
import { canonicalFilter } from './canonical-filter.ts';
import { fieldNamed, isKeyword, isPartField } from './query-words.ts';

/** The query that {@link parseQuery} reads as this filter, in its canonical form. */
export function printQuery(filter: Filter): string {
  const canonical = canonicalFilter(filter);
  return canonical.op === 'and' && canonical.of.length === 0 ? '' : print(canonical);
}

function print(filter: Filter): string {
  switch (filter.op) {
    case 'or':
      return filter.of.map(print).join(' or ');
    case 'and':
      return filter.of.length === 0 ? '()' : filter.of.map(printPart).join(' ');
    case 'not':
      return `-${printPart(filter.of)}`;
    case 'has':
      return filter.field === 'any'
        ? printWord(filter.text)
        : `${filter.field}:${bare(filter.text, /^\/|[\s()",\\]/g)}`;
    case 'matches': {
      const pattern = `/${filter.pattern.replaceAll(/\\.|\//gs, (part) => (part === '/' ? String.raw`\/` : part))}/`;
      return filter.field === 'any' ? pattern : `${filter.field}:${pattern}`;
    }
    case 'is':
      return `${filter.field}:${filter.values.map((value) => printValue(value, isPartField(filter.field))).join(',')}`;
    case 'in':
      return `${filter.field}:${filter.spans.map(printSpan).join(',')}`;
    case 'flag':
      return `is:${filter.flag}`;
    default:
      return filter satisfies never;
  }
}

/** As a part of `and`, or behind a minus. */
function printPart(filter: Filter): string {
  const compound = filter.op === 'or' || (filter.op === 'and' && filter.of.length > 0);
  return compound ? `(${print(filter)})` : print(filter);
}

/** Free text, with whatever would make it something else escaped. */
function printWord(text: string): string {
  const word = bare(text, /^\/|[\s()"\\]/g);
  if (word.startsWith('-') || isKeyword(word)) return `\\${word}`;
  const name = /^[A-Za-z]+(?=:)/.exec(word)?.[0];
  return name === undefined || fieldNamed(name) === 'text' ? word : `${name}\\${word.slice(name.length)}`;
}

/** A value of a field, in quotes where it has to be; `quoted`: always. */
export function printValue(value: string, quoted: boolean): string {
  if (!quoted && value !== '' && !/^\/|[\s()",\\]/.test(value)) return value;
  return `"${bare(value, /["\\]/g)}"`;
}

function printSpan({ from, to }: LayerSpan): string {
  return to === from ? String(from) : `${from}..${to ?? ''}`;
}

function bare(text: string, special: RegExp): string {
  return text.replaceAll(special, String.raw`\$&`);
}
