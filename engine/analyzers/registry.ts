import type { Analyzer } from './analyzer.ts';

/** Every plug-in, in the order results are merged. Written out by hand so that it can be read and searched; the test compares it with the folders. */
export const analyzers: readonly Analyzer[] = [];
