import type { ByteRange } from '#shared/model/units.ts';
import { limits } from '#engine/bytes/limits.ts';

/** A literal value of a specification, and the bytes of its line. */
export type GemspecField = Readonly<{ value: string; range: ByteRange }>;

/** What a gem specification states in literals. A field that is computed is in `computed`, not here. */
export type Gemspec = Readonly<{
  name: GemspecField | undefined;
  version: GemspecField | undefined;
  platform: GemspecField | undefined;
  summary: GemspecField | undefined;
  homepage: GemspecField | undefined;
  licences: readonly GemspecField[];
  dependencies: readonly Readonly<{ name: string; stated: string }>[];
  /** Names of fields that are Ruby code. */
  computed: readonly string[];
}>;

/** A string as RubyGems writes it: `"x".freeze`, `'x'`, `%q<x>.freeze`. */
const STRING = String.raw`(?:"([^"\\#]*)"|'([^'\\]*)'|%q<([^<>]*)>)(?:\.freeze)?`;
/** The patterns are for lines without blanks at the end: to look for these too takes the square of a line's length. */
const ASSIGNMENT = /^[ \t]*(?:[a-z_]\w*)\.(name|version|platform|summary|homepage|licen[cs]es?)[ \t]*=[ \t]*([^\n]*)$/;
const DEPENDENCY = new RegExp(
  String.raw`^[ \t]*(?:[a-z_]\w*)\.(?:add_runtime_dependency|add_dependency)[ (]*${STRING}[ \t]*(?:,[ \t]*([^\n]*?))?\)?$`,
);
const WHOLE = new RegExp(`^${STRING}$`);
const VERSION = new RegExp(String.raw`^(?:Gem::Version\.new[ (]*)?${STRING}\)?$`);
const EACH = new RegExp(STRING, 'g');

/**
 * Reads the literals of a gem specification, line by line, as RubyGems writes installed ones. It is Ruby, and never run: a value that
 * is not a plain string is named in `computed`. Strings with escapes or interpolation count as computed.
 *
 * @param text whole file as a byte string
 * @see RubyGems, Gem::Specification#to_ruby
 */
export function readGemspec(text: string): Gemspec {
  const fields: Partial<Record<'name' | 'version' | 'platform' | 'summary' | 'homepage', GemspecField>> = {};
  const licences: GemspecField[] = [];
  const dependencies: { name: string; stated: string }[] = [];
  const computed: string[] = [];
  for (let at = 0, lines = 0; at < text.length && lines < limits.gemspecLines; lines++) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 ? text.length : feed;
    const next = feed < 0 ? end : feed + 1;
    const line = end - at > limits.lineBytes ? '' : withoutBlanksAtEnd(text, at, end);
    const range = { from: at, to: next };
    at = next;
    const dependency = DEPENDENCY.exec(line);
    if (dependency) {
      const [, double, single, percent, versions = ''] = dependency;
      dependencies.push({ name: double ?? single ?? percent ?? '', stated: strings(versions).join(', ') });
      continue;
    }
    const [, field, value = ''] = ASSIGNMENT.exec(line) ?? [];
    if (field === undefined) continue;
    if (field.startsWith('licen')) {
      const found = strings(value).filter((name) => name !== '');
      if (found.length === 0 && !/^(\[\s*\]|nil)$/.test(value)) computed.push(field);
      for (const licence of found.slice(0, limits.declaredLicences - licences.length))
        licences.push({ value: licence, range });
      continue;
    }
    const key = field as 'name' | 'version' | 'platform' | 'summary' | 'homepage';
    const literal = literalOf(key === 'version' ? VERSION : WHOLE, value);
    if (literal === undefined) computed.push(key);
    else fields[key] ??= { value: literal, range };
  }
  const { name, version, platform, summary, homepage } = fields;
  return { name, version, platform, summary, homepage, licences, dependencies, computed };
}

function withoutBlanksAtEnd(text: string, from: number, to: number): string {
  let end = to;
  while (end > from && ' \t\r'.includes(text[end - 1] ?? '')) end--;
  return text.slice(from, end);
}

function literalOf(pattern: RegExp, value: string): string | undefined {
  const [, double, single, percent] = pattern.exec(value) ?? [];
  return double ?? single ?? percent;
}

function strings(value: string): string[] {
  return [...value.matchAll(EACH)].map(([, double, single, percent]) => double ?? single ?? percent ?? '');
}
