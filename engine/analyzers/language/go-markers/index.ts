import { cite } from '#engine/bytes/cite.ts';
import { decodeText } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { mapExecutable } from '#engine/formats/executable/map-executable.ts';
import { readGoBuildInfo } from '#engine/formats/go/read-build-info.ts';
import { readGoMarkers } from '#engine/formats/go/read-markers.ts';
import { readResult } from '#engine/bytes/read-result.ts';
import type { GoMarkersFact } from '#shared/model/facts/go.ts';
import { outcome } from '#shared/model/outcome.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/**
 * Marks of Go in programs whose build information was taken out. A heuristic: it proves that the bytes are there, and names no
 * module. Off unless the configuration turns it on; what it finds is counted.
 */
export const goMarkers = defineFileAnalyzer({
  id: 'language/go-markers',
  version: 1,
  role: 'file',
  optional: true,
  wants: [{ magic: 'elf' }, { magic: 'pe' }, { magic: 'macho' }],
  maxBytes: limits.executableBytes,
  emits: ['go-markers'],
  analyze({ bytes }) {
    const facts: GoMarkersFact[] = [];
    for (const image of mapExecutable(bytes)) {
      const info = readResult(() => readGoBuildInfo(bytes, image));
      if ('row' in info && info.row !== undefined) continue;
      const { buildId, functionTable } = readGoMarkers(bytes, image);
      if (buildId === undefined && functionTable === undefined) continue;
      facts.push({
        kind: 'go-markers',
        slice: image.slice,
        buildId: buildId === undefined ? null : decodeText(bytes.subarray(buildId.from, buildId.to)),
        functionTableSince: functionTable?.since ?? null,
        cited: cite(
          bytes,
          'bytes',
          [buildId, functionTable?.at].filter((range) => range !== undefined),
        ),
      });
    }
    return outcome(facts, []);
  },
});
