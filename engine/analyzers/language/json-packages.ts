import type { Citation } from '#shared/model/evidence.ts';
import type { DeclaredPackageFact } from '#shared/model/facts/declared-package.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { cite } from '#engine/bytes/cite.ts';
import { jsonMembers } from '#engine/formats/json/read-members.ts';

/** A JSON object as plain values, and nothing else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

export function textsOf(value: unknown): string[] {
  return arrayOf(value).filter((one): one is string => typeof one === 'string');
}

/** Members of an object that are texts, by the names they are kept under. */
export function textDetails(
  object: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>>,
): Record<string, string> {
  const details: Record<string, string> = {};
  for (const [member, name] of Object.entries(names)) {
    const value = object[member];
    if (typeof value === 'string' && value !== '') details[name] = value.slice(0, 1000);
  }
  return details;
}

/** Keys and values of the object whose token begins at `from`; the blanks between them prove nothing. */
export function memberRanges(text: string, from: Bytes, keys: readonly string[]): ByteRange[] {
  const members = jsonMembers(text, from);
  return keys.flatMap((key) => {
    const member = members.get(key);
    return member ? [member.key, member.value] : [];
  });
}

/** Cites {@link memberRanges}. */
export function citeMembers(bytes: Uint8Array, text: string, from: Bytes, keys: readonly string[]): Citation {
  return cite(bytes, 'json', memberRanges(text, from, keys));
}

/** A package without anything but its identity. */
export function barePackage(
  identity: Pick<DeclaredPackageFact, 'type' | 'namespace' | 'name' | 'version' | 'cited'>,
): DeclaredPackageFact {
  return { kind: 'declared-package', qualifiers: {}, licences: [], details: {}, requires: [], places: [], ...identity };
}
