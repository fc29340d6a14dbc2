import type { ExportFormat, ExportProfile } from '#shared/model/export.ts';
import { DocumentMaker } from '#engine/run/formats.ts';
import { largeGraph } from '../graph.ts';

/** What a process that makes one document needs. Memory is the most that was resident, the graph's included. */
export type ChildFigures = Readonly<{ valid: boolean; bytes: number; graphMib: number; peakMib: number }>;

const [count, profile, ...formats] = process.argv.slice(2);
const graph = largeGraph(Number(count));
const mib = (): number => process.resourceUsage().maxRSS / 1024;
const graphMib = mib();
const maker = new DocumentMaker(graph, { toolVersion: '1' });
// Several at once are held together, as a scan does.
const made = await Promise.all(
  formats.map(async (format) =>
    maker.make({ format: format as ExportFormat, view: 'inventory', profile: profile as ExportProfile }),
  ),
);
const figures: ChildFigures = {
  valid: made.every(({ validation }) => validation.valid),
  bytes: made.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
  graphMib,
  peakMib: mib(),
};
console.log(JSON.stringify(figures));
