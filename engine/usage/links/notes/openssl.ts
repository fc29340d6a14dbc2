import { limits } from '#engine/bytes/limits.ts';
import { DEFAULT_SECTION, type OpensslEntry, readOpensslConf } from '#engine/formats/openssl-conf/read-openssl-conf.ts';
import type { LinkNote, LinkStatement } from '#shared/model/links.ts';
import { printPath } from '#shared/model/root-path.ts';
import { environment } from '../search.ts';
import type { Loaded } from '../types.ts';
import {
  besides,
  byLine,
  firstOf,
  mappedAs,
  namesIn,
  note,
  type NoteContext,
  type NoteSource,
  readConfig,
} from './context.ts';

/** Folders that distributions build the library to look in; one of them is in it as text. */
const DEFAULTS = ['/usr/lib/ssl', '/etc/ssl', '/etc/pki/tls', '/usr/local/ssl'].map((at) => `${at}/openssl.cnf`);

/** Providers that are part of the library. */
const BUILT_IN = new Set(['default', 'base', 'null']);

type Value = Readonly<{ name: string; value: string; stated: LinkStatement }>;
type Sections = ReadonlyMap<string, readonly Value[]>;

/** Providers that `openssl.cnf` activates, and engines that it has. */
export const opensslNotes: NoteSource = (context) => {
  const libcrypto = mappedAs(context, /^libcrypto\.so\./);
  if (libcrypto === undefined) return [];
  const sections = sectionsOf(context, environment(context.input.env, 'OPENSSL_CONF'));
  const start = valueOf(sections, DEFAULT_SECTION, 'openssl_conf');
  if (start === undefined) return [];
  const lists = sections.get(start) ?? [];
  const of = (name: string): readonly Value[] =>
    lists.filter((value) => value.name === name).flatMap(({ value }) => sections.get(value) ?? []);
  return [
    ...of('providers').flatMap((provider) => providerNote(context, libcrypto, sections, provider)),
    ...of('engines').map((engine) => engineNote(context, libcrypto, sections, engine)),
  ];
};

function providerNote(context: NoteContext, libcrypto: Loaded, sections: Sections, provider: Value): LinkNote[] {
  const settings = provider.value;
  const identity = valueOf(sections, settings, 'identity') ?? provider.name;
  const stated = statementOf(sections, settings, 'activate');
  const module = valueOf(sections, settings, 'module');
  if (stated === undefined || (module === undefined && BUILT_IN.has(identity))) return [];
  const name = module ?? `${identity}.so`;
  const own = environment(context.input.env, 'OPENSSL_MODULES');
  const folders = own === undefined ? besides(libcrypto, 'ossl-modules') : [own];
  const place = firstOf(context, inFolders(name, folders));
  return [note('openssl-provider', libcrypto, name, place, `activates "${printPath(identity)}"`, stated)];
}

function engineNote(context: NoteContext, libcrypto: Loaded, sections: Sections, engine: Value): LinkNote {
  const settings = engine.value;
  const id = valueOf(sections, settings, 'engine_id') ?? engine.name;
  const path = valueOf(sections, settings, 'dynamic_path');
  const name = path ?? `${id}.so`;
  const own = environment(context.input.env, 'OPENSSL_ENGINES');
  const folders =
    own === undefined ? ['engines-3', 'engines-1.1'].flatMap((folder) => besides(libcrypto, folder)) : [own];
  const stated = statementOf(sections, settings, 'dynamic_path') ?? engine.stated;
  const reason = `has the engine "${printPath(id)}"`;
  return note('openssl-engine', libcrypto, name, firstOf(context, inFolders(name, folders)), reason, stated);
}

function inFolders(name: string, folders: readonly string[]): string[] {
  return name.startsWith('/') ? [name] : folders.map((folder) => `${folder}/${name}`);
}

/** The last value counts. */
function valueOf(sections: Sections, section: string, name: string): string | undefined {
  return sections.get(section)?.findLast((value) => value.name === name)?.value;
}

function statementOf(sections: Sections, section: string, name: string): LinkStatement | undefined {
  return sections.get(section)?.findLast((value) => value.name === name)?.stated;
}

function sectionsOf(context: NoteContext, own: string | undefined): Sections {
  const sections = new Map<string, Value[]>();
  // The first file that is there, as the library knows one folder.
  for (const path of own === undefined ? DEFAULTS : [own]) if (readInto(context, path, sections, new Set())) break;
  return sections;
}

function readInto(context: NoteContext, path: string, sections: Map<string, Value[]>, seen: Set<string>): boolean {
  const config = readConfig(context, path, (bytes) => readOpensslConf(bytes));
  if (config === undefined || seen.has(config.file) || seen.size > limits.configIncludes) return false;
  seen.add(config.file);
  for (const entry of config.records) {
    if (entry.kind === 'include') for (const file of included(context, entry)) readInto(context, file, sections, seen);
    else {
      const values = sections.get(entry.section) ?? [];
      sections.set(entry.section, values);
      values.push({ name: entry.name, value: entry.value, stated: byLine(config, entry) });
    }
  }
  return true;
}

/** A file, or those of a folder that are called as configuration is. */
function included(context: NoteContext, { path }: Extract<OpensslEntry, { kind: 'include' }>): string[] {
  const names = namesIn(context, path).filter((name) => /\.(cnf|conf)$/.test(name));
  return names.length === 0 ? [path] : names.map((name) => `${path}/${name}`);
}
