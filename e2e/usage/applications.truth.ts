import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#engine/ports/clock.ts';
import { readUsage, type StoredUsage } from '#engine/run/usage-artifacts.ts';
import { openStore } from '#engine/store/index.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { scanImage } from '../images/support/cli.ts';
import { skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { Overlay } from '../trace/support/traced-case.ts';
import { type ApplicationName, applications, NEVER } from './support/applications/applications.ts';
import { type LayerFile, layerFile, writeLayout } from './support/applications/layout.ts';
import { applicationsLack, madeApplications } from './support/applications/make-applications.ts';
import { reallyLoaded } from './support/applications/really-loaded.ts';

skipNotice('usage of applications that are run', applicationsLack);

/** Fewest files that each application surely loads: a run that ends at once must not pass. */
const FEWEST: Readonly<Record<ApplicationName, number>> = { node: 100, python: 200, java: 15, nginx: 8, go: 1 };

describe.skipIf(applicationsLack.length > 0)('applications that are run', () => {
  // Beside what is made once, so that layers can be links.
  const work = new WorkFolder();
  const data = work.fresh();
  let made = '';
  let root: LayerFile;

  beforeAll(() => {
    made = madeApplications();
    root = layerFile(join(made, 'root.tar'));
  });
  afterAll(() => work[Symbol.dispose]());

  it.for(Object.keys(applications) as ApplicationName[])('%s', async (name) => {
    const application = applications[name];
    const layout = work.fresh('layout');
    writeLayout(layout, application, [root, layerFile(join(made, `${name}.tar`))]);
    const { usage } = await scanned(data, layout);

    const place = work.fresh('run');
    const upper = join(place, 'upper');
    mkdirSync(upper);
    let loaded: readonly string[];
    {
      using overlay = new Overlay(`${join(made, name)}:${join(made, 'root')}`, upper, place);
      loaded = await reallyLoaded(overlay.merged, application, join(place, 'strace'));
    }

    const reached = new Set(usage.files.filter(({ state }) => state === 'reached').map(({ path }) => path));
    const { counts } = usage;
    console.log(
      `${name}: ${loaded.length} files loaded, ${reached.size} reached; components: ${counts.reached} reached, ${counts.notReached} not, ${counts.possible} possible, ${counts.open} open behind ${usage.open.length} points`,
    );
    expect(loaded.length).toBeGreaterThanOrEqual(FEWEST[name]);
    expect(loaded.filter((path) => !reached.has(path))).toEqual(Object.keys(application.unled).sort());

    const wordOf = (part: string): string[] =>
      usage.components
        .filter(({ key }) => key.includes(part))
        .map(({ state, strength }) => `${part} ${strength ?? state}`);
    const words = (parts: readonly string[]): string[] => parts.flatMap(wordOf);
    expect(words(application.reached)).toEqual(application.reached.map((part) => `${part} reached`));
    const never = [...application.notReached, ...NEVER];
    const said = words(never);
    expect(said.length).toBe(never.length);
    expect(said.filter((word) => !/ (?:notReached|open)$/.test(word))).toEqual([]);
  });
});

async function scanned(data: string, layout: string): Promise<StoredUsage> {
  const { imageId } = await scanImage(data, [layout]);
  await using store = await openStore(data, { clock: systemClock });
  const used = await readUsage(store, { imageId: imageId as ImageId });
  if (used === undefined) throw new Error('the scan stored no usage');
  return used;
}
