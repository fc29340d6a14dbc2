import { limits } from '#engine/bytes/limits.ts';
import { readPamService } from '#engine/formats/pam/read-pam-service.ts';
import type { LinkNote } from '#shared/model/links.ts';
import { printPath, splitPath } from '#shared/model/root-path.ts';
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

/** Where services are, in the order in which they are looked for. */
const FOLDERS = ['/etc/pam.d', '/usr/lib/pam.d'];

/**
 * Modules of the services that a program linked with libpam may begin. Which one is an argument that it gives: by custom its own
 * name, alone or with more behind a hyphen (`su`, `su-l`). Where the image has none of that name, any is possible.
 */
export const pamNotes: NoteSource = (context) => {
  const libpam = mappedAs(context, /^libpam\.so\.\d/);
  if (libpam === undefined) return [];
  const all = [...new Set(FOLDERS.flatMap((folder) => namesIn(context, folder)))];
  const names = [splitPath(context.main.path)[1], splitPath(context.main.node.path)[1]];
  const own = all.filter((service) => names.some((name) => service === name || service.startsWith(`${name}-`)));
  // What a service does not say is taken from the one called `other`.
  const services = own.length === 0 ? all : [...own, ...all.filter((name) => name === 'other')];
  const seen = new Set<string>();
  return services.flatMap((service) => notesOf(context, libpam, service, service, seen, 0));
};

/** Each file is read once, however it is come by. */
function notesOf(
  context: NoteContext,
  libpam: Loaded,
  service: string,
  file: string,
  seen: Set<string>,
  depth: number,
): LinkNote[] {
  if (seen.has(file) || depth > limits.configIncludes) return [];
  seen.add(file);
  const paths = file.startsWith('/') ? [file] : FOLDERS.map((folder) => `${folder}/${file}`);
  for (const path of paths) {
    const config = readConfig(context, path, readPamService);
    if (config === undefined) continue;
    return config.records.flatMap((rule) => {
      if (rule.kind === 'include') return notesOf(context, libpam, service, rule.name, seen, depth + 1);
      const reason = `the service "${printPath(service)}" has it`;
      return [note('pam', libpam, rule.name, module(context, libpam, rule.name), reason, byLine(config, rule))];
    });
  }
  return [];
}

function module(context: NoteContext, libpam: Loaded, name: string): ReturnType<typeof firstOf> {
  // Old configurations name the folder of an architecture so.
  const plain = name.replaceAll('$ISA', '.');
  return firstOf(
    context,
    plain.startsWith('/') ? [plain] : besides(libpam, 'security').map((folder) => `${folder}/${plain}`),
  );
}
