import type { DotnetAssemblyFact } from '#shared/model/facts/dotnet.ts';
import { outcome } from '#shared/model/outcome.ts';
import { cite } from '#engine/bytes/cite.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readAssembly } from '#engine/formats/dotnet/read-assembly.ts';
import { mapExecutable } from '#engine/formats/executable/map-executable.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Who a .NET assembly says it is. That is not the package which it came in. */
export const dotnetAssembly = defineFileAnalyzer({
  id: 'language/dotnet-assembly',
  version: 2,
  role: 'file',
  wants: [{ magic: 'pe' }],
  maxBytes: limits.executableBytes,
  emits: ['dotnet-assembly'],
  analyze({ bytes }) {
    const [image] = mapExecutable(bytes);
    const assembly = image && readAssembly(bytes, image);
    if (assembly === undefined) return outcome([], []);
    const { name, version, culture, publicKeyToken, attributes, references, stated } = assembly;
    const attribute = (type: string): string | null => attributes.get(type) ?? null;
    const fact: DotnetAssemblyFact = {
      kind: 'dotnet-assembly',
      name,
      version,
      culture,
      publicKeyToken,
      informationalVersion: attribute('AssemblyInformationalVersion'),
      fileVersion: attribute('AssemblyFileVersion'),
      targetFramework: attribute('TargetFramework'),
      isReference: attributes.has('ReferenceAssembly'),
      references: references.map((one) => `${one.name} ${one.version}`).sort(),
      cited: cite(bytes, 'bytes', stated),
    };
    return outcome([fact], []);
  },
});
