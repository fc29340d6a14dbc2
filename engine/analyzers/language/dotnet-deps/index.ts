import type { DotnetDepsFact, DotnetRuntimeConfigFact } from '#shared/model/facts/dotnet.ts';
import { outcome } from '#shared/model/outcome.ts';
import { cite } from '#engine/bytes/cite.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readDepsJson, readRuntimeConfig } from '#engine/formats/dotnet/read-deps-json.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Only a `runtimeconfig.json` has it; which of the two a file is, its name says, which is not known here. */
const CONFIG = '"runtimeOptions"';

/** Libraries of a .NET application, and the frameworks that it wants. */
export const dotnetDeps = defineFileAnalyzer({
  id: 'language/dotnet-deps',
  version: 2,
  role: 'file',
  wants: [{ suffix: '.deps.json' }, { suffix: '.runtimeconfig.json' }],
  maxBytes: limits.packageMetadataBytes,
  emits: ['dotnet-deps', 'dotnet-runtime-config'],
  analyze({ bytes }) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (text.includes(CONFIG) && !text.includes('"runtimeTarget"')) {
      const fact: DotnetRuntimeConfigFact = { kind: 'dotnet-runtime-config', frameworks: readRuntimeConfig(bytes) };
      return outcome<DotnetDepsFact | DotnetRuntimeConfigFact>([fact], []);
    }
    const { target, libraries } = readDepsJson(bytes);
    const fact: DotnetDepsFact = {
      kind: 'dotnet-deps',
      target,
      libraries: libraries.map(({ tokens, ...library }) => ({ ...library, cited: cite(bytes, 'json', tokens) })),
      bundled: null,
    };
    return outcome<DotnetDepsFact | DotnetRuntimeConfigFact>([fact], []);
  },
});
