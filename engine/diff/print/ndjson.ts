import type { ImageDiff } from '#shared/model/diff.ts';

/** One JSON text a line: first everything but the lists, then each component, file and setting. */
export function* printDiffLines(diff: ImageDiff): Generator<string> {
  const { rows, files, config, ...head } = diff;
  yield JSON.stringify({ kind: 'diff', ...head });
  for (const row of rows) yield JSON.stringify({ kind: 'component', ...row });
  for (const file of files) yield JSON.stringify({ kind: 'file', ...file });
  for (const setting of config) yield JSON.stringify({ kind: 'config', ...setting });
}
