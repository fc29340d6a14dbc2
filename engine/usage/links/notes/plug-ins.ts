import { limits } from '#engine/bytes/limits.ts';
import { readQtConf } from '#engine/formats/qt-conf/read-qt-conf.ts';
import type { LinkMechanism, LinkNote, LinkStatement } from '#shared/model/links.ts';
import { splitPath } from '#shared/model/root-path.ts';
import { environment } from '../search.ts';
import type { Loaded } from '../types.ts';
import {
  byLine,
  byVariable,
  firstOf,
  mappedAs,
  namesIn,
  note,
  type NoteContext,
  type NoteSource,
  readConfig,
} from './context.ts';

/** A folder of plug-ins, and what says that it is one. */
type Folder = Readonly<{ path: string; stated: LinkStatement }>;

/** Plug-ins of Qt in folders that `qt.conf` beside the program, or `QT_PLUGIN_PATH`, names. The library's own folder is in it as text. */
export const qtNotes: NoteSource = (context) => {
  const qt = mappedAs(context, /^libQt[56]Core\.so\./);
  if (qt === undefined) return [];
  const folders = [...foldersIn(context, ['QT_PLUGIN_PATH']), ...qtConf(context, qt)];
  return folders.flatMap((folder) => notesIn(context, 'qt-plugin', qt, folder, 1));
};

/** Plug-ins of GStreamer in folders that the image's environment names. */
export const gstreamerNotes: NoteSource = (context) => {
  const gstreamer = mappedAs(context, /^libgstreamer-1\.0\.so\./);
  if (gstreamer === undefined) return [];
  const variables = ['GST_PLUGIN_PATH_1_0', 'GST_PLUGIN_PATH', 'GST_PLUGIN_SYSTEM_PATH_1_0', 'GST_PLUGIN_SYSTEM_PATH'];
  return foldersIn(context, variables).flatMap((folder) =>
    notesIn(context, 'gstreamer-plugin', gstreamer, folder, limits.configIncludes),
  );
};

function foldersIn({ input }: NoteContext, variables: readonly string[]): Folder[] {
  return variables.flatMap((variable) =>
    (environment(input.env, variable) ?? '')
      .split(':')
      .filter((path) => path !== '')
      .map((path) => ({ path, stated: byVariable(variable) })),
  );
}

function qtConf(context: NoteContext, qt: Loaded): Folder[] {
  const program = `/${splitPath(context.main.node.path)[0]}`;
  const isSix = splitPath(qt.path)[1].startsWith('libQt6');
  for (const name of isSix ? ['qt6.conf', 'qt.conf'] : ['qt.conf']) {
    const config = readConfig(context, `${program}/${name}`, readQtConf);
    if (!config?.records) continue;
    const { heading, paths } = config.records;
    const prefix = paths.find((path) => path.name === 'Prefix')?.value ?? '.';
    const plugins = paths.find((path) => path.name === 'Plugins');
    const path = under(under(program, prefix), plugins?.value ?? 'plugins');
    return [{ path, stated: byLine(config, plugins ?? heading) }];
  }
  return [];
}

function under(folder: string, path: string): string {
  return path.startsWith('/') ? path : `${folder}/${path}`;
}

/** @param depth folders inside that are looked into */
function notesIn(
  context: NoteContext,
  mechanism: LinkMechanism,
  by: Loaded,
  { path, stated }: Folder,
  depth: number,
): LinkNote[] {
  return namesIn(context, path).flatMap((name): LinkNote[] => {
    const inside = `${path}/${name}`;
    if (name.endsWith('.so')) {
      const place = firstOf(context, [inside]);
      return place.to === null ? [] : [note(mechanism, by, name, place, `lies in a folder of plug-ins`, stated)];
    }
    return depth > 0 ? notesIn(context, mechanism, by, { path: inside, stated }, depth - 1) : [];
  });
}
