import type { Json } from './canonical-json.ts';

/** The same value where every lone surrogate, which a name or script in an image may hold, is U+FFFD: canonical JSON has none. */
export function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(wellFormed);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      member === undefined ? [] : [[key.toWellFormed(), wellFormed(member)]],
    ),
  );
}
