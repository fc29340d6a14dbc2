import type { HopKind, TraceOutcome } from '#shared/model/entry-trace.ts';
import type { LinkRule } from '#shared/model/links.ts';
import type { UsageMechanism } from '#shared/model/usage.ts';
import { openReason, openScope } from '#shared/text/open-words.ts';
import { count } from './formats.ts';

const mechanisms: Readonly<Record<UsageMechanism, string>> = {
  hop: 'Start',
  link: 'Link',
  code: 'Module',
  runtime: 'Runtime',
};
const hopKinds: Readonly<Record<HopKind | 'through', string>> = {
  through: 'is a link on the way to the program',
  start: 'is what the image starts',
  exec: 'is started in its place',
  run: 'is run',
  background: 'is run in the background',
  source: 'is read by the shell',
  interpreter: 'is named by the #! line',
  hook: 'is a start script in a folder',
  service: 'is kept running',
  load: 'is given to the program',
};
const linkRules: Readonly<Partial<Record<LinkRule, string>>> = {
  path: 'is needed by its path',
  rpath: 'is needed, found by RPATH',
  'ld-library-path': 'is needed, found by LD_LIBRARY_PATH',
  runpath: 'is needed, found by RUNPATH',
  'ld-so-cache': 'is needed, found in ld.so.cache',
  'musl-path-file': 'is needed, found by the path file of musl',
  'default-directory': 'is needed, found in a default folder',
  loader: 'is the loader itself',
  preload: 'is named by LD_PRELOAD',
  'preload-file': 'is named by ld.so.preload',
  interpreter: 'is the loader that the file names',
};
const outcomes: Readonly<Record<TraceOutcome, string>> = {
  resolved: 'The start is known to its end.',
  partiallyresolved: 'The start is known in part.',
  unresolved: 'What the start runs is not known.',
};

/** Words about what the start of an image reaches. The word for "does not" is "not reached": people may run it by hand. */
export const usageText = {
  inventory: 'Inventory',
  usage: 'Usage',
  views: 'All components, or those that the start reaches',
  possible: (value: number): string => `${count(value)} possible`,
  open: (value: number): string => `${count(value)} open`,
  untraced: 'The start of this image was not traced; scan it again.',
  explain:
    'Usage has the components that the entrypoint reaches, each by a chain of files that is proven step by step. Files that a program opens by a name made at run time, plug-ins and generated code are not seen.',
  outcomes,
  points: (value: number): string => `What is not known (${count(value)})`,
  noPoints: 'Nothing is open.',
  firstPoints: (shown: number, all: number): string => `The first ${count(shown)} of ${count(all)}.`,
  title: 'Used by the start',
  steps: 'How the start leads to it',
  mayReach: 'What is not known and may lead to it',
  notTraced: 'Not traced',
  about: {
    reached: 'The start leads to it.',
    notReached:
      'No step, script, interpreter, linked library or module that was followed from the start leads to it. Files that a program opens by name when it runs, and Java classes, are not seen.',
    possible: 'A step that may be taken leads to it.',
    open: 'Nothing that is known leads to it; something that is not known may.',
  } as const,
  mechanisms,
  rule: (mechanism: UsageMechanism, rule: string): string =>
    (mechanism === 'hop'
      ? hopKinds[rule as HopKind | 'through']
      : mechanism === 'link'
        ? linkRules[rule as LinkRule]
        : undefined) ?? rule,
  reason: openReason,
  scope: openScope,
  config: 'image configuration',
  showLine: (place: string): string => `Show ${place}`,
  lineBehind: (line: number): string => `Line ${count(line)} is not in this part of the file.`,
} as const;
