import { describe, expect, it } from 'vitest';
import { ManualClock } from '#engine/testing/manual-clock.ts';
import type { JobChange } from '#shared/model/job-event.ts';
import type { IdentifiedEvent } from '../console/engine.ts';
import { EventLog } from './event-log.ts';

const connections = (count: number): JobChange => ({ kind: 'connections', count });

function open(keep = 100, heartbeatMs = 10_000): EventLog {
  const snapshot = async (): Promise<{ jobs: []; libraryGeneration: string; connections: number }> => ({
    jobs: [],
    libraryGeneration: 'g',
    connections: 0,
  });
  return new EventLog({ clock: new ManualClock(5), snapshot, keep, heartbeatMs });
}

/** The next `count` events. */
async function take(log: EventLog, count: number, since?: string): Promise<IdentifiedEvent[]> {
  const taken: IdentifiedEvent[] = [];
  const abort = new AbortController();
  for await (const event of log.follow(since, abort.signal)) if (taken.push(event) === count) break;
  return taken;
}

const shown = (events: readonly IdentifiedEvent[]): unknown[] =>
  events.map(({ event }) => (event.kind === 'connections' ? event.count : event.kind));

describe('events', () => {
  it('begin with a snapshot and go on in order', async () => {
    const log = open();
    log.publish(connections(1));
    const taking = take(log, 3);
    await Promise.resolve();
    log.publish(connections(2));
    log.publish(connections(3));
    const events = await taking;
    expect(shown(events)).toEqual(['snapshot', 2, 3]);
    expect(events.map(({ event }) => event.sequence)).toEqual([1, 2, 3]);
    expect(events[1]?.event).toEqual({ sequence: 2, atMs: 5, kind: 'connections', count: 2 });
  });

  it('go on after the last that was seen, without a snapshot', async () => {
    const log = open();
    const [first] = await take(log, 1);
    for (let n = 1; n <= 4; n++) log.publish(connections(n));
    const again = await take(log, 2, first?.id);
    expect(shown(again)).toEqual([1, 2]);
    expect(shown(await take(log, 2, again.at(-1)?.id))).toEqual([3, 4]);
  });

  it('begin anew when what was missed is dropped', async () => {
    const log = open(3);
    const [first] = await take(log, 1);
    for (let n = 1; n <= 3; n++) log.publish(connections(n));
    expect(shown(await take(log, 3, first?.id))).toEqual([1, 2, 3]);
    log.publish(connections(4));
    expect(shown(await take(log, 1, first?.id))).toEqual(['snapshot']);
  });

  it.for(['', 'x', '000000000000-1', '-1', 'ffffffffffff-99999999999999999999'])(
    'begin anew after "%s", which is of no event here',
    async (since) => {
      const log = open();
      log.publish(connections(1));
      expect(shown(await take(log, 1, since))).toEqual(['snapshot']);
    },
  );

  it('begin anew for an id of the future', async () => {
    const log = open();
    const [first] = await take(log, 1);
    expect(shown(await take(log, 1, first?.id.replace(/\d+$/, '7')))).toEqual(['snapshot']);
  });

  it('begin anew for a follower that is too slow, in the middle', async () => {
    const log = open(2);
    const abort = new AbortController();
    const following = log.follow(undefined, abort.signal);
    const next = async (): Promise<unknown> => shown([(await following.next()).value as IdentifiedEvent])[0];
    expect(await next()).toBe('snapshot');
    log.publish(connections(1));
    expect(await next()).toBe(1);
    for (let n = 2; n <= 9; n++) log.publish(connections(n));
    expect([await next(), log.publish(connections(10)), await next()]).toEqual(['snapshot', undefined, 10]);
  });

  it('have a heartbeat when nothing happens, which counts for nothing', async () => {
    const log = open(100, 5);
    const events = await take(log, 3);
    expect(shown(events)).toEqual(['snapshot', 'heartbeat', 'heartbeat']);
    expect(new Set(events.map(({ id }) => id)).size).toBe(1);
  });

  it('end when the follower leaves and when the log is closed', async () => {
    const log = open();
    const abort = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const { event } of log.follow(undefined, abort.signal)) {
        seen.push(event.kind);
        abort.abort();
      }
    })();
    await following;
    expect(seen).toEqual(['snapshot']);
    const other = take(log, 5);
    await Promise.resolve();
    log.close();
    expect(shown(await other)).toEqual(['snapshot']);
  });
});
