import type { Page } from '@playwright/test';

/** Milliseconds from now until an element that matches says `words`, as the page itself sees it, frame by frame; NaN after ten seconds. */
export function untilShown(page: Page, selector: string, words = ''): Promise<number> {
  return page.evaluate(
    ([wanted, said]) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        const look = (): void => {
          const found = [...document.querySelectorAll(wanted)].some((one) => one.textContent.includes(said));
          if (found) resolve(performance.now() - start);
          else if (performance.now() - start > 10_000) resolve(NaN);
          else requestAnimationFrame(look);
        };
        look();
      }),
    [selector, words] as const,
  );
}

/** Milliseconds from now until an element says something else; NaN after ten seconds. */
export function untilChanged(page: Page, selector: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const said = (): string | null | undefined => document.querySelector(wanted)?.textContent;
        const [start, before] = [performance.now(), said()];
        const look = (): void => {
          if (said() !== before) resolve(performance.now() - start);
          else if (performance.now() - start > 10_000) resolve(NaN);
          else requestAnimationFrame(look);
        };
        look();
      }),
    selector,
  );
}

/** What the page did while something went on. Gaps are between two frames; long tasks are those of more than 50 ms. */
export type Watched = Readonly<{ gaps: readonly number[]; longTasks: readonly number[] }>;

/** An event of Chromium's trace, as far as it is looked at; times in microseconds. */
type TraceEvent = Readonly<{ name: string; ph: string; pid: number; tid: number; ts: number; dur?: number }>;

const LONG_US = 50_000;

/** Has Chromium trace the page while `work` runs: when each of its frames began, and how long tasks of its main thread took. */
export async function watched(page: Page, work: () => Promise<void>): Promise<Watched> {
  const browser = page.context().browser();
  if (!browser) throw new Error('Only a browser of its own can be traced');
  // A page that changes nothing has no frames: this asks for each.
  const asking = await page.evaluateHandle(() => {
    let isOn = true;
    const tick = (): void => void (isOn && requestAnimationFrame(tick));
    tick();
    return { end: () => (isOn = false) };
  });
  await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  await asking.evaluate((one) => one.end());
  const frames = traceEvents.filter(({ name }) => name === 'FireAnimationFrame').sort((a, b) => a.ts - b.ts);
  const [first] = frames;
  const isMain = ({ pid, tid }: TraceEvent): boolean => pid === first?.pid && tid === first.tid;
  return {
    gaps: frames.filter(isMain).flatMap(({ ts }, at, all) => (at === 0 ? [] : [(ts - (all[at - 1]?.ts ?? ts)) / 1000])),
    longTasks: traceEvents.flatMap((event) =>
      event.name === 'RunTask' && isMain(event) && (event.dur ?? 0) > LONG_US ? [(event.dur ?? 0) / 1000] : [],
    ),
  };
}

/** MiB of the page's heap, without what nothing holds any more. */
export async function heapMib(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 2 ** 20;
}

/** Milliseconds that the page's main thread works while nothing is done for so long. */
export async function busyMs(page: Page, ms: number): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const worked = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
  await page.waitForTimeout(1000);
  const before = await worked();
  await page.waitForTimeout(ms);
  const busy = (await worked()) - before;
  await session.detach();
  return busy;
}

/** The value that 95 of 100 do not exceed. */
export function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? 0;
}

/** Prints figures, for people: the machine does other things too, so nothing is demanded of them. */
export function report(name: string, figures: Readonly<Record<string, number>>): void {
  const texts = Object.entries(figures).map(([key, value]) => `${key} ${value.toFixed(value < 10 ? 1 : 0)}`);
  process.stdout.write(`    ${name}: ${texts.join(', ')}\n`);
}
