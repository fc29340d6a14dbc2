import { readGconvModules } from '#engine/formats/gconv/read-gconv-modules.ts';
import { printPath } from '#shared/model/root-path.ts';
import { environment } from '../search.ts';
import { besides, byLine, firstOf, mappedAs, namesIn, note, type NoteSource, readConfig } from './context.ts';

/** Modules of `gconv-modules`, which glibc's iconv opens for a character set. */
export const gconvNotes: NoteSource = (context) => {
  const libc = context.loader === 'glibc' ? mappedAs(context, /^libc\.so\.6(\.1)?$/) : undefined;
  if (libc === undefined) return [];
  const own = (environment(context.input.env, 'GCONV_PATH') ?? '').split(':').filter((folder) => folder !== '');
  return [...own, ...besides(libc, 'gconv')].flatMap((folder) =>
    filesOf(namesIn(context, `${folder}/gconv-modules.d`), folder).flatMap((path) => {
      const config = readConfig(context, path, readGconvModules);
      return (config?.records ?? []).flatMap((record) => {
        if (config === undefined) return [];
        const name = record.file.endsWith('.so') ? record.file : `${record.file}.so`;
        const place = firstOf(context, [name.startsWith('/') ? name : `${folder}/${name}`]);
        const reason = `a conversion from ${printPath(record.from)} to ${printPath(record.to)} needs it`;
        return [note('gconv', libc, name, place, reason, byLine(config, record))];
      });
    }),
  );
};

/** Files that glibc reads in a folder: the list itself, then its parts. */
function filesOf(parts: readonly string[], folder: string): string[] {
  const more = parts.filter((name) => name.endsWith('.conf')).map((name) => `${folder}/gconv-modules.d/${name}`);
  return [`${folder}/gconv-modules`, ...more];
}
