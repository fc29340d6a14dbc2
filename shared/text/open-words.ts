import type { CodeReason } from '#shared/model/code-graph.ts';
import type { TraceReason } from '#shared/model/entry-trace.ts';
import type { OpenScope } from '#shared/model/usage.ts';

/** Why something is not known, in the words of console and command line. */
const reasons: Readonly<Record<TraceReason | CodeReason, string>> = {
  CommandNotFound: 'no such program in the image',
  MissingFile: 'a file that is named is not in the image',
  DynamicEnvironmentReference: 'a value that is there only at run time',
  RecursionLimitReached: 'more steps than the limit',
  RunPartsEmpty: 'a folder of start scripts without one that runs',
  JarNotFound: 'a jar that is named is not in the image',
  ModuleNotFound: 'a module that is named is not in the image',
  NoEntrypoint: 'the image states nothing to start',
  ScriptNotParsed: 'a script that cannot be read',
  InterpreterNotFound: 'the interpreter that is named is not in the image',
  NotExecutable: 'a file that cannot be started',
  LayerNotRead: 'a layer of the image that was not read',
  DynamicImport: 'a module whose name is made at run time',
  NotParsed: 'code that cannot be read',
  UnsupportedConstruct: 'something that is not followed',
};
const scopes: Readonly<Partial<Record<OpenScope, string>>> = { any: 'anything' };

export const openReason = (code: string): string =>
  Object.hasOwn(reasons, code) ? reasons[code as keyof typeof reasons] : code;

/** What it may lead to. */
export const openScope = (scope: string): string => `may load ${scopes[scope as OpenScope] ?? scope}`;
