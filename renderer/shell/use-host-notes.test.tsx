import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HostNote } from '#shared/model/desktop.ts';
import type { JobView } from '#shared/model/job.ts';
import { failedJob, runningJob } from '../testing/fake-data.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { renderApp } from '../testing/render-app.tsx';
import { endedJobs } from './use-host-notes.ts';

const notify = vi.fn<(note: HostNote) => void>();
let clicked: (id: string) => void = () => undefined;

beforeEach(() => {
  notify.mockReset();
  window.stellaopsHost = {
    token: '',
    pathOf: () => '',
    choosePaths: async () => [],
    setMenu() {},
    onCommand: () => () => {},
    onOpenPaths: () => () => {},
    notify,
    onNote: (open) => {
      clicked = open;
      return () => {};
    },
  };
});
afterEach(() => void delete window.stellaopsHost);

const failed: JobView = { ...failedJob, id: runningJob.id, title: runningJob.title };

it.for<[before: readonly JobView[] | null, now: readonly JobView[] | null, ended: readonly JobView[]]>([
  [null, [failed], []],
  [[runningJob], [runningJob], []],
  [[runningJob], [failed], [failed]],
  [[failed], [failed], []],
  [[], [failed], []],
  [[runningJob], [{ ...runningJob, status: 'cancelled' }], []],
])('tells ends from what had ended, row %#', ([before, now, ended]) => expect(endedJobs(before, now)).toEqual(ended));

it('tells the host of a job that ended, and opens what a clicked note is about', async () => {
  const engine = fakeEngine();
  renderApp(engine);
  await screen.findByRole('button', { name: 'acme/web:1.4.3' });
  act(() => engine.send({ kind: 'snapshot', jobs: [runningJob, failedJob], libraryGeneration: '1', connections: 0 }));
  expect(notify).not.toHaveBeenCalled();
  act(() => engine.send({ kind: 'job', job: failed }));
  expect(notify.mock.calls).toEqual([
    [
      {
        id: runningJob.id,
        title: 'worker-2.0.tar: failed',
        body: 'The image is damaged: something of it is missing, malformed, or not what its digest says. Cannot read layer 4: gzip stream ends at byte 73401112',
      },
    ],
  ]);
  act(() => clicked(runningJob.id));
  expect(await screen.findByRole('article', { name: 'worker-2.0.tar' })).toBeDefined();
});
