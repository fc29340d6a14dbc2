import type { DiffFileClass, ImageDiff } from '#shared/model/diff.ts';
import { changesByLayer } from './by-layer.ts';
import {
  countWords,
  describeConfig,
  describeFile,
  describeRow,
  describeSide,
  fileWordOf,
  plain,
  warningsOf,
  wordOf,
} from './words.ts';

/** Files listed of one layer; the rest is counted. A person reads them, programs read NDJSON. */
const FILES_PER_LAYER = 20;
/** Width of the words that say what happened. */
const WORD = 13;

/** Lines for people, by layer, then class. */
export function* printDiff(diff: ImageDiff): Generator<string> {
  for (const side of diff.sides) yield `${side.role.padEnd(4)} ${describeSide(side)}`;
  for (const warning of warningsOf(diff)) yield `NOTE ${warning}`;
  if (diff.identical) {
    yield `identical: ${diff.summary.same} components, every file and every setting are the same`;
    return;
  }
  yield `layers ${layerLine(diff)}`;
  yield `components ${countWords(diff.rows.map(wordOf)) || 'no difference'}; ${diff.summary.same} the same`;
  yield `files ${fileCounts(diff) || 'no difference'}`;
  for (const { title, rows, files } of changesByLayer(diff)) {
    yield '';
    yield plain(title);
    for (const row of rows) yield `  ${wordOf(row).padEnd(WORD)} ${describeRow(row)}`;
    for (const file of files.slice(0, FILES_PER_LAYER))
      yield `  ${fileWordOf(file.class).padEnd(WORD)} /${describeFile(file)}`;
    if (files.length > FILES_PER_LAYER)
      yield `  and ${files.length - FILES_PER_LAYER} more files (--format ndjson lists them)`;
  }
  if (diff.config.length > 0) {
    yield '';
    yield 'configuration';
    for (const setting of diff.config) yield `  ${setting.class.padEnd(WORD)} ${describeConfig(setting)}`;
  }
}

/** `L0=L0 L1- L1+`: pairs, those of the old image alone, those of the new one alone. */
export function layerLine({ layers }: Pick<ImageDiff, 'layers'>): string {
  return layers
    .map(({ old, new: now }) => (old === undefined ? `+L${now}` : now === undefined ? `-L${old}` : `L${old}=L${now}`))
    .join(' ');
}

/** `2 added, 1 other layer`, of all files, listed or not. */
export function fileCounts({ summary }: ImageDiff): string {
  return (Object.entries(summary.files) as [DiffFileClass, number][])
    .flatMap(([kind, count]) => (count === 0 ? [] : [`${count} ${fileWordOf(kind)}`]))
    .join(', ');
}
