import { topLevelFields } from '#engine/emit/cyclonedx/protobuf/top-level-fields.ts';
import { analyzerTargets } from './analyzer-targets.ts';
import { formatTargets } from './format-targets.ts';
import type { FuzzTarget } from './target.ts';

/** Readers of documents that people give to be checked. */
const documentTargets: readonly FuzzTarget[] = [
  {
    name: 'emit/protobuf:top-level-fields',
    seeds: () => [new Uint8Array([0x08, 0x96, 0x01, 0x12, 3, 1, 2, 3, 0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4])],
    read: (bytes) => {
      try {
        return [...topLevelFields(bytes)];
      } catch (error) {
        // What its callers expect of it.
        if (error instanceof RangeError) return undefined;
        throw error;
      }
    },
  },
];

/** Every reader of bytes that come out of images, or from people. */
export const targets: readonly FuzzTarget[] = [...formatTargets, ...analyzerTargets, ...documentTargets];

/** Folders of `engine/formats` and plug-ins that are left out, with the reason. */
export const NOT_FUZZED: Readonly<Record<string, string>> = {};
