import {
  EXACT_FIELDS,
  type ExactField,
  FLAGS,
  type Flag,
  LAYER_FIELDS,
  type LayerField,
  type PartField,
} from '#shared/schema/filter.ts';

/** What stands before a colon. `is` takes flags. */
export type QueryField = Exclude<PartField, 'any'> | ExactField | LayerField | 'is';

/** Shorter and other spellings of fields. */
const ALIASES: Readonly<Record<string, QueryField>> = {
  eco: 'type',
  ver: 'version',
  lic: 'licence',
  license: 'licence',
  introduced: 'layer',
};

/** Beginnings of keys and digests: a colon behind them makes no field. */
const TEXT_PREFIXES = new Set(['pkg', 'bin', 'sha256']);

/** The fields of the query box, for completion. */
export const QUERY_FIELDS: readonly QueryField[] = [...new Set<QueryField>([...EXACT_FIELDS, ...LAYER_FIELDS, 'is'])];

/** Words between clauses. */
const KEYWORDS = new Set(['and', 'or', 'not']);

/** @returns the field; 'text' when the colon belongs to a searched text; undefined when no such field exists */
export function fieldNamed(name: string): QueryField | 'text' | undefined {
  const lower = name.toLowerCase();
  if (TEXT_PREFIXES.has(lower)) return 'text';
  return QUERY_FIELDS.find((field) => field === lower) ?? (Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : undefined);
}

export function isKeyword(word: string): boolean {
  return KEYWORDS.has(word.toLowerCase());
}

export function flagNamed(name: string): Flag | undefined {
  return FLAGS.find((flag) => flag === name.toLowerCase());
}

export function isLayerField(field: QueryField): field is LayerField {
  return LAYER_FIELDS.some((one) => one === field);
}

/** Fields whose bare values are parts and whose quoted values are whole. */
export function isPartField(field: QueryField): field is 'name' | 'version' | 'licence' {
  return field === 'name' || field === 'version' || field === 'licence';
}
