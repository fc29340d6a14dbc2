import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveImage } from '#engine/testing/scanned-image.ts';
import { applyJobEvent, type JobEvent } from '#shared/model/job-event.ts';
import type { JobView } from '#shared/model/job.ts';
import { connect, startTestConsole, type TestConsole } from './testing/console.ts';

let running: TestConsole;
beforeAll(async () => {
  running = await startTestConsole();
});
afterAll(() => running[Symbol.asyncDispose]());

describe('events over the socket', () => {
  it('tell a scan from start to end, across a broken connection, without a gap', async () => {
    using connection = connect(running.server, running.server.token);
    const { api } = connection;
    const path = await saveImage(running.folder);
    const events: JobEvent[] = [];
    let jobs: readonly JobView[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      const subscription = api.jobs.events.subscribe(undefined, {
        onStarted: () => {
          if (events.length === 0) api.scan.start.mutate({ source: { path } }).catch(reject);
        },
        onData: ({ data }) => {
          if (data.kind === 'heartbeat') return;
          events.push(data);
          jobs = applyJobEvent(jobs, data);
          // Cut in the middle of the scan: the client comes back and names the last event that it saw.
          if (data.kind === 'progress' && events.filter(({ kind }) => kind === 'progress').length === 1)
            connection.drop();
          if (jobs[0]?.status !== 'done') return;
          subscription.unsubscribe();
          resolve();
        },
        onError: reject,
      });
    });
    await ended;
    const sequences = events.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.map((_, i) => (sequences[0] ?? 0) + i));
    expect(events.filter(({ kind }) => kind === 'snapshot').length).toBe(1);
    expect(jobs).toEqual(await api.jobs.list.query());
    const [image] = (await api.library.list.query()).images;
    expect(await api.image.overview.query({ imageId: image!.imageId })).toMatchObject({ image, outdated: false });
    const { rows } = await api.components.window.query({ imageId: image!.imageId, sort: [{ by: 'name' }] });
    const { evidence } = await api.components.get.query({ imageId: image!.imageId, key: rows[0]!.key });
    const { locator } = evidence[0]!;
    const input = { ...locator, container: [...locator.container], segments: [...locator.segments] };
    expect(await api.evidence.read.query({ imageId: image!.imageId, locator: input })).toMatchObject({
      state: 'bytes',
      sha256: { equal: true },
    });
  });
});
