import { inflateSync } from 'node:zlib';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange } from '#shared/model/units.ts';

/** One crate, in the words of the format. Numbers are places in the list. */
export type AuditPackage = Readonly<{
  name: string;
  version: string;
  source: string;
  kind: 'build' | 'runtime';
  dependencies: readonly number[];
  root: boolean;
}>;

/** `compressed`: the bytes that the list was inflated from, without what a linker filled the section up with. */
export type AuditData = Readonly<{ packages: readonly AuditPackage[]; compressed: ByteRange }>;

const WHAT = 'cargo-auditable data';

/**
 * The list of crates in a section `.dep-v0`: JSON, compressed with zlib.
 *
 * @param section the whole file
 * @throws {ParseError} also for a list that names no root or several, that leads outside itself or in a circle
 * @see cargo-auditable, "Parsing"
 */
export function readAuditData(bytes: Uint8Array, section: ByteRange): AuditData {
  const { json, consumed } = inflate(bytes.subarray(section.from, section.to));
  const packages = packagesOf(parse(json));
  if (packages.filter(({ root }) => root).length !== 1) return refuse('a list without exactly one root');
  if (isCircular(packages)) return refuse('crates that depend on each other');
  return { packages, compressed: { from: section.from, to: section.from + consumed } };
}

function refuse(found: string, expected?: string): never {
  throw new ParseError({ code: 'malformed', what: WHAT, found, ...(expected === undefined ? {} : { expected }) });
}

function inflate(bytes: Uint8Array): { json: Uint8Array; consumed: number } {
  try {
    // With `info`, Node also says how far it has read; its types do not.
    const { buffer, engine } = inflateSync(bytes, {
      maxOutputLength: limits.rustAuditBytes,
      info: true,
    }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { json: buffer, consumed: engine.bytesWritten };
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      const limit = limits.rustAuditBytes;
      throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit, seen: limit + 1 });
    }
    return refuse(error instanceof Error ? error.message : String(error), 'a zlib stream');
  }
}

function parse(json: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(json).toString('utf8')) as unknown;
  } catch (error) {
    return refuse(error instanceof Error ? error.message.slice(0, 200) : String(error), 'JSON');
  }
}

function packagesOf(value: unknown): AuditPackage[] {
  const list = isRecord(value) ? value['packages'] : undefined;
  if (!Array.isArray(list)) return refuse('no list of packages');
  const { rustCrates: limit } = limits;
  if (list.length > limit) throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit, seen: list.length });
  return list.map((one: unknown) => packageOf(one, list.length));
}

/** `kind` and `root` are left out where they are `runtime` and false. Fields that are not known are of later formats. */
function packageOf(value: unknown, count: number): AuditPackage {
  if (!isRecord(value)) return refuse('a package that is no object');
  const { name, version, source, kind = 'runtime', root = false, dependencies = [] } = value;
  if (typeof name !== 'string' || typeof version !== 'string' || typeof source !== 'string' || name === '')
    return refuse('a package without name, version or source');
  if (!Array.isArray(dependencies) || !dependencies.every((one) => Number.isInteger(one) && one >= 0 && one < count))
    return refuse(`dependencies of ${name} outside the list`);
  const places = dependencies as readonly number[];
  return {
    name,
    version,
    source,
    kind: kind === 'build' ? 'build' : 'runtime',
    dependencies: places,
    root: root === true,
  };
}

/** Takes away crates that nothing left depends on, until none is left, or only circles are. */
function isCircular(packages: readonly AuditPackage[]): boolean {
  const dependents = packages.map(() => 0);
  for (const { dependencies } of packages) for (const to of dependencies) dependents[to] = (dependents[to] ?? 0) + 1;
  const free = [...dependents.keys()].filter((place) => dependents[place] === 0);
  let taken = 0;
  for (let place = free.pop(); place !== undefined; place = free.pop(), taken++) {
    for (const to of packages[place]?.dependencies ?? []) {
      const left = (dependents[to] ?? 0) - 1;
      dependents[to] = left;
      if (left === 0) free.push(to);
    }
  }
  return taken < packages.length;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
