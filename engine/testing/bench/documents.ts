import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { emitBomIndex } from '#engine/emit/bom-index/emit.ts';
import { emitCycloneDx } from '#engine/emit/cyclonedx/emit.ts';
import { emitProtobuf } from '#engine/emit/cyclonedx/protobuf/emit.ts';
import type { DocumentOptions } from '#engine/emit/options.ts';
import { emitSpdx2 } from '#engine/emit/spdx2/emit.ts';
import { emitSpdx3 } from '#engine/emit/spdx3/emit.ts';
import { validateBomIndex } from '#engine/emit/validate/validate-bom-index.ts';
import { validateWrittenCycloneDx } from '#engine/emit/validate/validate-cyclonedx.ts';
import { validateWrittenCycloneDx16 } from '#engine/emit/validate/validate-cyclonedx-1-6.ts';
import { compareProtobuf } from '#engine/emit/validate/validate-protobuf.ts';
import { validateWrittenSpdx2 } from '#engine/emit/validate/validate-spdx2.ts';
import { validateWrittenSpdx3 } from '#engine/emit/validate/validate-spdx3.ts';
import { EXPORT_FORMATS, type ExportProfile } from '#shared/model/export.ts';
import { largeGraph } from '../graph.ts';
import type { ChildFigures } from './document-child.ts';

const MS = { 'CycloneDX JSON': 100, 'CycloneDX Protobuf': 30 } as const;
const MAX_MIB = 1024;

type Made = Readonly<{ bytes: Uint8Array; check: () => { valid: boolean } }>;

/** Writes documents of many components and prints times and sizes. `node engine/testing/bench/documents.ts [COUNT…]` */
function measure(count: number, profile: 'full' | 'lean'): void {
  const graph = largeGraph(count);
  const options: DocumentOptions = { toolVersion: '1', view: 'inventory', profile };
  const { parts } = emitCycloneDx(graph, options);
  // Whoever has the model at hand writes Protobuf from it; making it is a part of the JSON's time.
  const document = count > 10_000 ? parts : { ...parts, components: [...parts.components] };
  const formats: Readonly<Record<string, () => Made>> = {
    'CycloneDX JSON': () => {
      const made = emitCycloneDx(graph, options);
      return { bytes: made.bytes, check: () => validateWrittenCycloneDx(made.written) };
    },
    'CycloneDX Protobuf': () => {
      const bytes = emitProtobuf(document);
      return { bytes, check: () => compareProtobuf(bytes, document) };
    },
    'CycloneDX 1.6 JSON': () => {
      const made = emitCycloneDx(graph, options, '1.6');
      return { bytes: made.bytes, check: () => validateWrittenCycloneDx16(made.written) };
    },
    'SPDX 3.0.1': () => {
      const made = emitSpdx3(graph, options);
      return { bytes: made.bytes, check: () => validateWrittenSpdx3(made.written) };
    },
    'SPDX 2.3': () => {
      const made = emitSpdx2(graph, options);
      return { bytes: made.bytes, check: () => validateWrittenSpdx2(made.written) };
    },
    'BOM-Index': () => {
      const { bytes } = emitBomIndex(graph, null);
      return { bytes, check: () => validateBomIndex(bytes) };
    },
  };
  for (const [name, make] of Object.entries(formats)) {
    // The best of several: the machine does other things too.
    const rounds = count > 10_000 ? 2 : 7;
    const times = Array.from({ length: rounds }, () => timed(make).ms);
    const { value, ms: last } = timed(make);
    const verdict = timed(value.check);
    const best = Math.min(last, ...times);
    const limit = count === 5000 && profile === 'lean' && name in MS ? MS[name as keyof typeof MS] : undefined;
    console.log(
      [
        `${count} ${profile}`.padEnd(12),
        name.padEnd(20),
        `${best.toFixed(0)} ms`.padStart(8),
        `${(value.bytes.byteLength / 2 ** 20).toFixed(1)} MiB`.padStart(10),
        `check ${verdict.ms.toFixed(0)} ms ${verdict.value.valid ? 'valid' : 'NOT VALID'}`,
        limit === undefined ? '' : `(limit ${limit} ms: ${best <= limit ? 'kept' : 'MISSED'})`,
      ].join('  '),
    );
  }
}

/** Makes and checks each document as a scan or an export does, in a process of its own, and prints the most memory that it had. */
function measureMemory(count: number, profile: ExportProfile): void {
  // The last is what a scan stores, made together.
  for (const formats of [...EXPORT_FORMATS.map((format) => [format]), ['cdx-json', 'cdx-pb', 'bom-index']]) {
    const child = join(import.meta.dirname, 'document-child.ts');
    const out = execFileSync(process.execPath, [child, String(count), profile, ...formats], { encoding: 'utf8' });
    const { valid, bytes, graphMib, peakMib } = JSON.parse(out) as ChildFigures;
    console.log(
      [
        `${count} ${profile}`.padEnd(12),
        formats.join(' + ').padEnd(32),
        `${(bytes / 2 ** 20).toFixed(1)} MiB`.padStart(10),
        `memory at most ${peakMib.toFixed(0)} MiB, of it ${graphMib.toFixed(0)} before`,
        valid ? 'valid' : 'NOT VALID',
        `(limit ${MAX_MIB}: ${peakMib <= MAX_MIB ? 'kept' : 'MISSED'})`,
      ].join('  '),
    );
  }
}

/** Of this thread's processor time, so that what else the machine does is not measured. */
function timed<T>(work: () => T): { value: T; ms: number } {
  const before = process.threadCpuUsage();
  const value = work();
  const { user, system } = process.threadCpuUsage(before);
  return { value, ms: (user + system) / 1000 };
}

if (import.meta.main) {
  const counts = process.argv.slice(2).map(Number);
  for (const count of counts.length > 0 ? counts : [5000, 50_000])
    for (const profile of ['lean', 'full'] as const) {
      measure(count, profile);
      measureMemory(count, profile);
    }
}
