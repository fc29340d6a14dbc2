import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { jsonMembers, readJson } from '../json/read-members.ts';

const WHAT = 'deps.json';
const ASSETS = ['runtime', 'native', 'resources', 'runtimeTargets'] as const;

export type DepsAsset = Readonly<{ path: string; kind: (typeof ASSETS)[number]; locale: string | null }>;

/** A library with the tokens that state it: its key in both lists, its type and files, and what makes the lists these lists. */
export type DepsLibrary = Readonly<{
  name: string;
  version: string;
  type: string;
  sha512: string;
  assets: readonly DepsAsset[];
  dependencies: readonly Readonly<{ name: string; version: string }>[];
  tokens: readonly ByteRange[];
}>;

export type DepsJson = Readonly<{ target: string; libraries: readonly DepsLibrary[] }>;

type Json = Readonly<Record<string, unknown>>;

/**
 * Libraries of a .NET application, and their files for the platform that it was built for.
 *
 * @throws {ParseError} for what is not JSON, or no such file
 * @see dotnet/sdk, "runtime-configuration-file": deps.json
 */
export function readDepsJson(bytes: Uint8Array): DepsJson {
  const { value, text, start } = readJson(bytes, WHAT);
  const top = record(value);
  const target = string(record(top['runtimeTarget'])['name']);
  // It is cited with each library.
  if (target.length > limits.pathBytes)
    throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit: limits.pathBytes, seen: target.length });
  const { libraries } = top;
  if (libraries === undefined) throw new ParseError({ code: 'missing', what: `libraries in a ${WHAT}` });
  const targets = record(top['targets']);
  // A file without that target describes no files for it: nothing of it can be found.
  const built = record(targets[target]);
  const members = jsonMembers(text, start);
  const byKey = jsonMembers(text, members.get('libraries')?.value.from ?? text.length);
  const inTargets = jsonMembers(text, members.get('targets')?.value.from ?? text.length).get(target);
  const runtimeTarget = members.get('runtimeTarget');
  const named = runtimeTarget && jsonMembers(text, runtimeTarget.value.from).get('name');
  // What says which list of files is meant.
  const common = [
    ...[runtimeTarget, members.get('targets'), members.get('libraries'), inTargets].map((member) => member?.key),
    named?.key,
    named?.value,
  ];
  const builtByKey = jsonMembers(text, inTargets?.value.from ?? text.length);
  const entries = Object.entries(record(libraries));
  const { dotnetLibraries: limit } = limits;
  if (entries.length > limit) throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit, seen: entries.length });
  const found = entries.flatMap(([key, one]): DepsLibrary[] => {
    const cut = key.indexOf('/');
    if (cut <= 0 || cut === key.length - 1) return [];
    const [library, files] = [record(one), record(built[key])];
    const stated = byKey.get(key);
    const type = stated && jsonMembers(text, stated.value.from).get('type');
    const itsFiles = builtByKey.get(key);
    const tokens = [...common, stated?.key, type?.key, type?.value, itsFiles?.key, itsFiles?.value];
    return [
      {
        name: key.slice(0, cut),
        version: key.slice(cut + 1),
        type: string(library['type']),
        sha512: string(library['sha512']),
        assets: ASSETS.flatMap((kind) => assetsOf(kind, record(files[kind]))),
        dependencies: Object.entries(record(files['dependencies'])).flatMap(([name, version]) =>
          typeof version === 'string' ? [{ name, version }] : [],
        ),
        tokens: tokens.filter((token) => token !== undefined),
      },
    ];
  });
  return { target, libraries: found };
}

function assetsOf(kind: DepsAsset['kind'], files: Json): DepsAsset[] {
  return Object.entries(files).map(([path, about]) => {
    const { locale } = record(about);
    return { path, kind, locale: typeof locale === 'string' ? locale : null };
  });
}

/** Frameworks in a `runtimeconfig.json`, wanted or included. @throws {ParseError} for what is not JSON */
export function readRuntimeConfig(bytes: Uint8Array): readonly Readonly<{ name: string; version: string }>[] {
  const options = record(record(readJson(bytes, 'runtimeconfig.json').value)['runtimeOptions']);
  const lists = [options['frameworks'], options['includedFrameworks']].flatMap((list): unknown[] =>
    Array.isArray(list) ? list : [],
  );
  return [options['framework'], ...lists].flatMap((one) => {
    const { name, version } = record(one);
    return typeof name === 'string' && typeof version === 'string' ? [{ name, version }] : [];
  });
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
