import { countLines, type Rule } from './project-files.ts';

const SOURCE = /\.(ts|tsx|js|cjs|mjs|css)$/;
/** The best-read code bases have a 95th percentile below this. */
const LOOK_AT = 400;
/** Nobody holds more in the head. */
const MOST = 600;

/** Source files of more than 400 lines are listed, of more than 600 refused. */
export const fileSizes: Rule = (files) =>
  files
    .filter(({ path }) => SOURCE.test(path))
    .map(({ path, text }) => ({ path, lines: countLines(text) }))
    .filter(({ lines }) => lines > LOOK_AT)
    .map(({ path, lines }) => ({ level: lines > MOST ? 'error' : 'note', path, text: `${lines} lines` }));
