import type { ImageDiff } from '#shared/model/diff.ts';
import { changesByLayer } from './by-layer.ts';
import { fileCounts, layerLine } from './text.ts';
import {
  countWords,
  describeConfig,
  describeFile,
  describeRow,
  describeSide,
  fileWordOf,
  warningsOf,
  wordOf,
} from './words.ts';

/** Files listed of one layer: a comment on a change request has a size limit. */
const FILES_PER_LAYER = 20;

/** Lines of Markdown (CommonMark with tables), by layer, then class. What comes from an image is escaped. */
export function* printDiffMarkdown(diff: ImageDiff): Generator<string> {
  yield '# Image difference';
  yield '';
  for (const side of diff.sides) yield `- **${side.role}** ${escaped(describeSide(side))}`;
  for (const warning of warningsOf(diff)) yield `- **note** ${escaped(warning)}`;
  yield '';
  if (diff.identical) {
    yield `The images are identical: ${diff.summary.same} components, every file and every setting are the same.`;
    return;
  }
  yield `Layers: ${layerLine(diff)}. Components: ${countWords(diff.rows.map(wordOf)) || 'no difference'}; ${diff.summary.same} the same. Files: ${fileCounts(diff) || 'no difference'}.`;
  for (const { title, rows, files } of changesByLayer(diff)) {
    const lines = [
      ...rows.map((row) => [wordOf(row), describeRow(row)]),
      ...files.slice(0, FILES_PER_LAYER).map((file) => [fileWordOf(file.class), `/${describeFile(file)}`]),
    ];
    yield* table(title, lines);
    if (files.length > FILES_PER_LAYER) yield `\n${files.length - FILES_PER_LAYER} more files are not listed here.`;
  }
  if (diff.config.length > 0)
    yield* table(
      'configuration',
      diff.config.map((setting) => [setting.class, describeConfig(setting)]),
    );
}

function* table(title: string, lines: readonly (readonly string[])[]): Generator<string> {
  yield '';
  yield `## ${escaped(title)}`;
  yield '';
  yield '| change | what |';
  yield '| --- | --- |';
  for (const cells of lines) yield `| ${cells.map(escaped).join(' | ')} |`;
}

/** Characters that mean something in Markdown or HTML. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>()#+!|~&]/g, (char) => `\\${char}`);
}
