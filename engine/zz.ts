import { readFileSync, globSync } from 'node:fs';
import { emitSpdx3 } from '#engine/emit/spdx3/emit.ts';
import { emitCycloneDx } from '#engine/emit/cyclonedx/emit.ts';
import { emitProtobuf } from '#engine/emit/cyclonedx/protobuf/emit.ts';
import { validateSpdx3 } from '#engine/emit/validate/validate-spdx3.ts';
import { checkSpdx3References } from '#engine/emit/validate/spdx3-references.ts';
import { smallGraph, largeGraph } from '#engine/testing/graph.ts';
const o = { toolVersion:'1', view:'inventory' } as const;
const e = emitSpdx3(smallGraph(), o);
console.log(new TextDecoder().decode(e.bytes).slice(0,3000));
console.log(validateSpdx3(JSON.parse(new TextDecoder().decode(e.bytes))));
for (const f of globSync('/work/shared/corpus/standards/spdx/examples/**/{*,.*}.json')) {
  const d = JSON.parse(readFileSync(f,'utf8'));
  if (d['@context']) console.log(f.slice(45), JSON.stringify(checkSpdx3References(d).slice(0,2)));
}
for (const n of [5000, 5000, 5000]) { const g = largeGraph(n);
 let t=performance.now(); const c=emitCycloneDx(g,o); const a=performance.now()-t; t=performance.now(); const p=emitProtobuf(c.document); const b=performance.now()-t; t=performance.now(); const s=emitSpdx3(g,o); console.log(n,'cdx',a|0,'pb',b|0,'spdx',performance.now()-t|0, c.bytes.length, p.length, s.bytes.length); }
