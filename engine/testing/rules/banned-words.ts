import { homedir } from 'node:os';
import type { Finding, ProjectFile } from './project-files.ts';

/** Written with character classes, so that this file does not hold what it looks for. */
const UNFINISHED = /\b(?:TO[D]O|FIX[M]E|X{3}|HAC[K])\b/;
const ONLY_TEST = /\b(?:describe|it|test)[.]onl[y]\b/;

/** Names of the machine that a check runs on; they would mean nothing, or too much, anywhere else. */
export function machineNames(root: string, environment: Readonly<Record<string, string | undefined>>): string[] {
  // A checkout or home in such a folder would make common paths inside images look like names of this machine.
  const common = /^\/(?:root|app|opt|srv|usr|var|tmp)(?:\/|$)|^\/[^/]*$/;
  const registry = URL.parse(environment['npm_config_registry'] ?? '')?.hostname;
  return [
    ...[root, homedir()].filter((path) => !common.test(path)),
    ...(registry === undefined || registry === 'registry.npmjs.org' ? [] : [registry]),
  ];
}

/** Marks of unfinished work, tests that switch off all others, and names of this machine. */
export function bannedWords(files: readonly ProjectFile[], names: readonly string[]): Finding[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i): Finding[] => {
      const found =
        UNFINISHED.exec(line)?.[0] ?? ONLY_TEST.exec(line)?.[0] ?? names.find((name) => line.includes(name));
      return found === undefined ? [] : [{ level: 'error', path: `${path}:${i + 1}`, text: found }];
    }),
  );
}
