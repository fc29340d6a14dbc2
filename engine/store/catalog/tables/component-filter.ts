import { limits } from '#engine/bytes/limits.ts';
import { compilePattern } from '#shared/text/pattern.ts';
import type { Licence } from '#shared/model/component.ts';
import type { ExactField, Filter, Flag, LayerField, LayerSpan, PartField } from '#shared/schema/filter.ts';
import type { Value } from '../sqlite/sql.ts';

/** A condition on rows of `components`, true or false and never NULL, so that `not` means what it says. */
export type Condition = Readonly<{ text: string; values: readonly Value[] }>;

/** All sets of licences in one image, each as the column `licences` holds it. A function: most filters do not ask. */
export type LicenceSets = () => ReadonlyMap<string, readonly Licence[]>;

const exactColumns: Readonly<Record<Exclude<ExactField, 'licence'>, string>> = {
  type: 'type',
  origin: 'origin',
  state: 'state',
  arch: `ifnull(arch, '')`,
  name: 'name',
  version: `ifnull(version, '')`,
  usage: 'usage',
};

const partColumns: Readonly<Record<Exclude<PartField, 'licence'>, readonly string[]>> = {
  any: ['name', `ifnull(version, '')`, 'key'],
  name: ['name'],
  version: [`ifnull(version, '')`],
};

const layerColumns: Readonly<Record<LayerField, string>> = {
  layer: 'introduced',
  modified: 'last_modified',
  removed: 'ifnull(removed, -1)',
};

const flagConditions: Readonly<Record<Flag, string>> = {
  present: 'removed IS NULL',
  removed: 'removed IS NOT NULL',
  unlicensed: `licences = '[]'`,
  unowned: `type = 'bin'`,
  modified: 'last_modified > introduced',
  added: 'introduced > 0',
};

/**
 * SQL of a filter. No text of the filter becomes SQL: columns come from tables, everything else is bound.
 *
 * Licences are decided here, not in SQL: thousands of components share few sets, and JSON is slow to open in every row.
 */
export function conditionOf(filter: Filter, licences: LicenceSets): Condition {
  switch (filter.op) {
    case 'and':
      return joined(filter.of, 'AND', '1', licences);
    case 'or':
      return joined(filter.of, 'OR', '0', licences);
    case 'not': {
      const { text, values } = conditionOf(filter.of, licences);
      return { text: `NOT ${text}`, values };
    }
    case 'has':
      return filter.field === 'licence'
        ? licencesWith(licences, ({ text, spdx }) => contains(text, filter.text) || contains(spdx ?? '', filter.text))
        : anyContains(partColumns[filter.field], filter.text);
    case 'matches': {
      if (filter.field !== 'licence') return anyMatches(partColumns[filter.field], filter.pattern);
      const matches = compilePattern(filter.pattern);
      return licencesWith(licences, ({ text, spdx }) => matches(text) || matches(spdx ?? ''));
    }
    case 'is':
      return filter.field === 'licence'
        ? oneOf('licences', setsLabelled(licences, filter.values))
        : oneOf(exactColumns[filter.field], filter.values);
    case 'in':
      return inSpans(layerColumns[filter.field], filter.spans);
    case 'flag':
      return { text: `(${flagConditions[filter.flag]})`, values: [] };
    default:
      return filter satisfies never;
  }
}

/** More are one list of layers: SQLite refuses expressions of 1,000 parts and statements of 32,766 values. */
const MOST_SPANS = 8;

/** What a licence is listed and chosen by. */
export function licenceLabel({ text, spdx }: Licence): string {
  return spdx ?? text;
}

function joined(of: readonly Filter[], word: 'AND' | 'OR', empty: '1' | '0', licences: LicenceSets): Condition {
  if (of.length === 0) return { text: empty, values: [] };
  const parts = of.map((one) => conditionOf(one, licences));
  return {
    text: `(${parts.map(({ text }) => text).join(` ${word} `)})`,
    values: parts.flatMap(({ values }) => values),
  };
}

/** LIKE ignores the case of ASCII letters, and of no others. */
function anyContains(columns: readonly string[], text: string): Condition {
  const like = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return {
    text: `(${columns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`,
    values: columns.map(() => like),
  };
}

function anyMatches(columns: readonly string[], pattern: string): Condition {
  return {
    text: `(${columns.map((column) => `matches_pattern(?, ${column})`).join(' OR ')})`,
    values: columns.map(() => pattern),
  };
}

function oneOf(column: string, values: readonly string[]): Condition {
  if (values.length === 1) return { text: `(${column} = ?)`, values };
  return { text: `(${column} IN (SELECT value FROM json_each(?)))`, values: [JSON.stringify(values)] };
}

function inSpans(column: string, spans: readonly LayerSpan[]): Condition {
  if (spans.length > MOST_SPANS) {
    const layers = Array.from({ length: limits.layersPerImage }, (_, layer) => layer).filter((layer) =>
      spans.some(({ from, to }) => layer >= from && (to === null || layer <= to)),
    );
    return { text: `(${column} IN (SELECT value FROM json_each(?)))`, values: [JSON.stringify(layers)] };
  }
  const parts = spans.map(({ to }) => (to === null ? `${column} >= ?` : `${column} BETWEEN ? AND ?`));
  return {
    text: `(${parts.join(' OR ')})`,
    values: spans.flatMap(({ from, to }) => (to === null ? [from] : [from, to])),
  };
}

function licencesWith(licences: LicenceSets, holds: (licence: Licence) => boolean): Condition {
  return oneOf(
    'licences',
    [...licences()].filter(([, set]) => set.some(holds)).map(([text]) => text),
  );
}

function setsLabelled(licences: LicenceSets, labels: readonly string[]): string[] {
  const wanted = new Set(labels);
  return [...licences()]
    .filter(([, set]) => (set.length === 0 ? wanted.has('') : set.some((licence) => wanted.has(licenceLabel(licence)))))
    .map(([text]) => text);
}

function contains(text: string, part: string): boolean {
  return lowerAscii(text).includes(lowerAscii(part));
}

function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
