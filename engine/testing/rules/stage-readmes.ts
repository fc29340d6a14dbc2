import { countLines, type Finding, type Rule } from './project-files.ts';

const MOST_LINES = 20;

/** Each stage of the engine says in at most 20 lines what comes in, what goes out and what does not belong there. */
export const stageReadmes: Rule = (files) => {
  const stages = new Set(files.flatMap(({ path }) => /^engine\/([^/]+)\/.*\.ts$/.exec(path)?.[1] ?? []));
  return [...stages].flatMap((stage): Finding[] => {
    const path = `engine/${stage}/README.md`;
    const readme = files.find((file) => file.path === path);
    if (readme === undefined) return [{ level: 'error', path, text: 'is missing' }];
    const lines = countLines(readme.text);
    return lines > MOST_LINES ? [{ level: 'error', path, text: `${lines} lines, at most ${MOST_LINES}` }] : [];
  });
};
