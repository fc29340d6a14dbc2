import { emitBomIndex } from '#engine/emit/bom-index/emit.ts';
import { emitCycloneDx } from '#engine/emit/cyclonedx/emit.ts';
import { emitProtobuf } from '#engine/emit/cyclonedx/protobuf/emit.ts';
import type { DocumentOptions } from '#engine/emit/options.ts';
import { emitSpdx2 } from '#engine/emit/spdx2/emit.ts';
import { emitSpdx3 } from '#engine/emit/spdx3/emit.ts';
import { validateBomIndex } from '#engine/emit/validate/validate-bom-index.ts';
import { validateCycloneDx } from '#engine/emit/validate/validate-cyclonedx.ts';
import { compareProtobuf } from '#engine/emit/validate/validate-protobuf.ts';
import { validateSpdx2 } from '#engine/emit/validate/validate-spdx2.ts';
import { validateSpdx3 } from '#engine/emit/validate/validate-spdx3.ts';
import { largeGraph } from '../graph.ts';

const MS = { 'CycloneDX JSON': 100, 'CycloneDX Protobuf': 30 } as const;
const MAX_MIB = 1024;

type Made = Readonly<{ bytes: Uint8Array; check: () => { valid: boolean } }>;

/** Writes documents of many components and prints times, sizes and memory. `node engine/testing/bench/documents.ts [COUNT…]` */
function measure(count: number, profile: 'full' | 'lean'): void {
  const graph = largeGraph(count);
  const options: DocumentOptions = { toolVersion: '1', view: 'inventory', profile };
  const { document } = emitCycloneDx(graph, options);
  const formats: Readonly<Record<string, () => Made>> = {
    'CycloneDX JSON': () => {
      const made = emitCycloneDx(graph, options);
      return { bytes: made.bytes, check: () => validateCycloneDx(made.document) };
    },
    'CycloneDX Protobuf': () => {
      const bytes = emitProtobuf(document);
      return { bytes, check: () => compareProtobuf(bytes, document) };
    },
    'SPDX 3.0.1': () => {
      const made = emitSpdx3(graph, options);
      return { bytes: made.bytes, check: () => validateSpdx3(made.document) };
    },
    'SPDX 2.3': () => {
      const made = emitSpdx2(graph, options);
      return { bytes: made.bytes, check: () => validateSpdx2(made.document) };
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
  const mib = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${count} ${profile}  memory at most ${mib.toFixed(0)} MiB (limit ${MAX_MIB}: ${mib <= MAX_MIB ? 'kept' : 'MISSED'})`,
  );
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
    for (const profile of ['lean', 'full'] as const) measure(count, profile);
}
