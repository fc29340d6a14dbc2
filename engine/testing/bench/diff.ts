import { diffImages } from '#engine/diff/diff-images.ts';
import type { DiffInput } from '#engine/diff/sides.ts';
import { debComponent } from '#engine/testing/graph.ts';
import { diffIdOf, imageIdOf } from '#engine/testing/scan-commit.ts';
import type { Component } from '#shared/model/component.ts';
import { MiB } from '#shared/model/units.ts';

/**
 * `node engine/testing/bench/diff.ts`: two images of many packages, a tenth of them upgraded, some removed, some added, some with
 * another licence. Aims: 5,000 × 5,000 in 50 ms, 50,000 × 50,000 below 1 GiB. Figures are printed and read by people.
 */
function side(name: string, count: number, change: boolean): DiffInput {
  const components: Component[] = [];
  for (let i = 0; i < count; i++) {
    if (change && i % 50 === 1) continue;
    const version = change && i % 10 === 0 ? `1.${i}-2` : `1.${i}-1`;
    const spdx = change && i % 20 === 3 ? 'Apache-2.0' : 'MIT';
    const layers = { introduced: i % 3, recordWritten: 2, lastModified: i % 3, removed: null };
    components.push(debComponent(`package-${i}`, version, { layers, licences: [{ text: spdx, spdx }] }));
    if (change && i % 50 === 2) components.push(debComponent(`new-package-${i}`, '1'));
  }
  return {
    imageId: imageIdOf(name),
    analyzerSet: 'set',
    complete: true,
    config: null,
    distro: null,
    layers: ['base', 'middle', name].map((layer, index) => ({ index, diffId: diffIdOf(layer), createdBy: null })),
    components,
    files: [],
    removedBy: new Map(),
  };
}

function measure(count: number, runs: number): void {
  const [old, now] = [side('old', count, false), side('new', count, true)];
  const times: number[] = [];
  let text = '';
  let jsonMs = 0;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    const diff = diffImages({ old, new: now, view: 'inventory' });
    times.push(performance.now() - start);
    const jsonStart = performance.now();
    text = JSON.stringify(diff);
    jsonMs = performance.now() - jsonStart;
    if (i === 0)
      console.log(`${count} × ${count}: ${JSON.stringify(diff.summary.rows)}, ${diff.summary.same} the same`);
  }
  const peak = process.resourceUsage().maxRSS / 1024;
  const [first = 0] = times;
  console.log(
    `  diff ${first.toFixed(0)} ms the first time, ${Math.min(...times).toFixed(0)} ms at best of ${runs}; JSON ${jsonMs.toFixed(0)} ms, ` +
      `${(text.length / MiB).toFixed(1)} MiB; peak ${peak.toFixed(0)} MiB`,
  );
}

measure(5000, 10);
measure(50_000, 3);
