import { analyzerTargets } from './analyzer-targets.ts';
import { formatTargets } from './format-targets.ts';
import type { FuzzTarget } from './target.ts';

/** Every reader of bytes that come out of images. */
export const targets: readonly FuzzTarget[] = [...formatTargets, ...analyzerTargets];

/** Folders of `engine/formats` and plug-ins that are left out, with the reason. */
export const NOT_FUZZED: Readonly<Record<string, string>> = {};
