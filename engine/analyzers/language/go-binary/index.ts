import type { GoBuildFact, GoModule } from '#shared/model/facts/go.ts';
import { outcome } from '#shared/model/outcome.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { textOf } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { byteString, decodeText } from '#engine/bytes/decode-text.ts';
import { DiagnosticList } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readResult } from '#engine/bytes/read-result.ts';
import { mapExecutable } from '#engine/formats/executable/map-executable.ts';
import { type ModuleLine, parseModuleInfo } from '#engine/formats/go/parse-module-info.ts';
import { readGoBuildInfo } from '#engine/formats/go/read-build-info.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

const NO_MODULES = { mainPackage: null, main: null, modules: [], settings: [], diagnostics: [] };

/** Modules that a Go program was built from. What is no Go program costs a look at its section names and writable data. */
export const goBinary = defineFileAnalyzer({
  id: 'language/go-binary',
  version: 2,
  role: 'file',
  wants: [{ magic: 'elf' }, { magic: 'pe' }, { magic: 'macho' }],
  maxBytes: limits.executableBytes,
  emits: ['go-build'],
  analyze({ bytes }) {
    const facts: GoBuildFact[] = [];
    const diagnostics = new DiagnosticList();
    for (const image of mapExecutable(bytes)) {
      const read = readResult(() => readGoBuildInfo(bytes, image));
      if ('diagnostic' in read) diagnostics.add(read.diagnostic);
      else if (read.row !== undefined) {
        const { magic, version, modules } = read.row;
        const info = modules
          ? parseModuleInfo(byteString(bytes.subarray(modules.from, modules.to)), modules.from)
          : NO_MODULES;
        diagnostics.add(...info.diagnostics);
        const module = (line: ModuleLine): GoModule => moduleOf(bytes, magic, line);
        facts.push({
          kind: 'go-build',
          slice: image.slice,
          goVersion: {
            text: decodeText(bytes.subarray(version.from, version.to)),
            cited: cite(bytes, 'bytes', [magic, version]),
          },
          mainPackage: info.mainPackage === null ? null : textOf(info.mainPackage),
          main: info.main && module(info.main),
          modules: info.modules.map(module),
          settings: info.settings.map(({ key, value }) => ({ key: textOf(key), value: textOf(value) })),
        });
      }
    }
    return outcome(facts, diagnostics.list());
  },
});

/** The marker is cited with each module: without it nobody would read the line as one. */
function moduleOf(
  bytes: Uint8Array,
  magic: ByteRange,
  { lines, replacement, path, version, sum }: ModuleLine,
): GoModule {
  const ranges = lines.map(({ from, to }) => lineRange(from, to));
  return {
    ...stated({ path, version, sum }),
    replacement: replacement && stated(replacement),
    cited: cite(bytes, 'bytes', [magic, ...ranges]),
  };
}

function stated({ path, version, sum }: Readonly<{ path: string; version: string; sum: string }>) {
  return { path: textOf(path), version: textOf(version), sum: textOf(sum) };
}
