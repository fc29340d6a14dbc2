import type { JSHandle, Page } from '@playwright/test';

/** What somebody waits for: an element that matches and says `words`, or one that says something else than before. */
export type Seen = Readonly<{ selector: string; words?: string; isOther?: true }>;

/** Does something in the page and waits until the answer is on screen; the time from the key or click to there goes by this name. */
export type Timed = (name: string, seen: Seen, act: () => Promise<void>) => Promise<void>;

/** What Chromium traced. Gaps are between two frames; long tasks are those of the main thread of more than 50 ms; all in ms. */
export type Traced = Readonly<{
  gaps: readonly number[];
  longTasks: readonly number[];
  /** From a key or click to the end of the frame that shows the answer, for each that went by this name; at least one did. */
  waits: (name: string) => readonly number[];
}>;

/** An event of Chromium's trace, as far as it is looked at; times in microseconds. */
type TraceEvent = Readonly<{
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  args?: { data?: { type?: string } };
}>;

const LONG_US = 50_000;
const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing'];
const SHOWN = 'shown: ';

/** Has Chromium trace the page while `work` runs. */
export async function traced(page: Page, work: (timed: Timed) => Promise<void>): Promise<Traced> {
  const browser = page.context().browser();
  if (!browser) throw new Error('Only a browser of its own can be traced');
  // A page that changes nothing has no frames: this asks for each.
  const asking = await page.evaluateHandle(() => {
    let isOn = true;
    const tick = (): void => void (isOn && requestAnimationFrame(tick));
    tick();
    return { end: () => (isOn = false) };
  });
  await browser.startTracing(page, { categories: CATEGORIES });
  await work(async (name, seen, act) => {
    const waiting = await marksWhenSeen(page, SHOWN + name, seen);
    await act();
    await waiting.evaluate((one) => one.end);
  });
  // The frame that shows the last answer ends before the second one from here begins.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await asking.evaluate((one) => one.end());
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const [first] = traceEvents.filter(({ name }) => name === 'FireAnimationFrame');
  const main = traceEvents
    .filter(({ pid, tid }) => pid === first?.pid && tid === first.tid)
    .sort((a, b) => a.ts - b.ts);
  const frames = main.filter(({ name }) => name === 'FireAnimationFrame');
  const waits = waitsIn(main);
  return {
    gaps: frames.slice(1).map(({ ts }, at) => (ts - (frames[at]?.ts ?? ts)) / 1000),
    longTasks: main.filter(({ name, dur = 0 }) => name === 'RunTask' && dur > LONG_US).map(({ dur = 0 }) => dur / 1000),
    waits(name) {
      const found = waits.get(name);
      if (!found) throw new Error(`Nothing that goes by ${name} was shown`);
      return found;
    },
  };
}

function waitsIn(events: readonly TraceEvent[]): Map<string, number[]> {
  const waits = new Map<string, number[]>();
  let from = NaN;
  let name: string | null = null;
  for (const event of events) {
    const type = event.name === 'EventDispatch' ? event.args?.data?.type : undefined;
    if (type === 'keydown' || type === 'click') from = event.ts;
    // The mark is made as its frame begins; what it shows is there when the frame is committed.
    if (event.name.startsWith(SHOWN)) name = event.name.slice(SHOWN.length);
    if (event.name === 'Commit' && name !== null) {
      waits.set(name, [...(waits.get(name) ?? []), (event.ts + (event.dur ?? 0) - from) / 1000]);
      name = null;
    }
  }
  return waits;
}

/** Has the page make a mark in the trace as soon as a frame begins in which it can be seen. Its `end` fails after ten seconds. */
function marksWhenSeen(page: Page, mark: string, seen: Seen): Promise<JSHandle<{ end: Promise<void> }>> {
  return page.evaluateHandle(
    ([name, { selector, words = '', isOther }]) => {
      const says = (): string[] => [...document.querySelectorAll(selector)].map((one) => one.textContent);
      const [start, before] = [performance.now(), says().join()];
      const end = new Promise<void>((resolve, reject) => {
        const look = (): void => {
          const said = says();
          if (isOther ? said.join() !== before : said.some((one) => one.includes(words))) {
            performance.mark(name);
            resolve();
          } else if (performance.now() - start > 10_000) reject(new Error(`${name} was not shown`));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
      return { end };
    },
    [mark, seen] as const,
  );
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

/** The value that 95 of 100 do not exceed; NaN of none. */
export function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? NaN;
}

/** The largest; 0 of none. */
export function most(values: readonly number[]): number {
  return Math.max(0, ...values);
}

/** Prints figures, for people: the machine does other things too, so nothing is demanded of them. */
export function report(name: string, figures: Readonly<Record<string, number>>): void {
  const texts = Object.entries(figures).map(([key, value]) => `${key} ${value.toFixed(value < 10 ? 1 : 0)}`);
  process.stdout.write(`    ${name}: ${texts.join(', ')}\n`);
}
