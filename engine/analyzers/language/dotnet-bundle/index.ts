import type { DotnetDepsFact } from '#shared/model/facts/dotnet.ts';
import { outcome } from '#shared/model/outcome.ts';
import { cite } from '#engine/bytes/cite.ts';
import { DiagnosticList } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readResult } from '#engine/bytes/read-result.ts';
import { type Bundle, readBundle } from '#engine/formats/dotnet/read-bundle.ts';
import { readDepsJson } from '#engine/formats/dotnet/read-deps-json.ts';
import { mapExecutable } from '#engine/formats/executable/map-executable.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Libraries of a .NET application that is one file, from the `deps.json` inside. */
export const dotnetBundle = defineFileAnalyzer({
  id: 'language/dotnet-bundle',
  version: 2,
  role: 'file',
  wants: [{ magic: 'elf' }, { magic: 'pe' }, { magic: 'macho' }],
  maxBytes: limits.executableBytes,
  emits: ['dotnet-deps'],
  analyze({ bytes }) {
    const facts: DotnetDepsFact[] = [];
    const diagnostics = new DiagnosticList();
    // The bundle lies behind the program; a universal file cannot have one.
    const [image, other] = mapExecutable(bytes);
    if (image === undefined || other !== undefined) return outcome([], []);
    const read = readResult(() => {
      const bundle = readBundle(bytes, image);
      return bundle && factOf(bytes, bundle);
    });
    if ('diagnostic' in read) diagnostics.add(read.diagnostic);
    else if (read.row !== undefined) facts.push(read.row);
    return outcome(facts, diagnostics.list());
  },
});

/** The bundler never compresses a `deps.json`, so its bytes are the file's own. */
function factOf(bytes: Uint8Array, { depsJson, entries }: Bundle): DotnetDepsFact | undefined {
  if (depsJson === null || depsJson.compressed) return undefined;
  const { from, to } = depsJson.at;
  const { target, libraries } = readDepsJson(bytes.subarray(from, to));
  return {
    kind: 'dotnet-deps',
    target,
    libraries: libraries.map(({ tokens, ...library }) => {
      const inFile = tokens.map((token) => ({ from: from + token.from, to: from + token.to }));
      return { ...library, cited: cite(bytes, 'json', inFile) };
    }),
    bundled: entries.map(({ path }) => path),
  };
}
