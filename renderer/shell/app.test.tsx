import { act, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { linkStore } from '../data/api.ts';
import { failedJob, hostileName, image, runningJob } from '../testing/fake-data.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { renderApp } from '../testing/render-app.tsx';
import { visibleLine } from '../text/visible-text.ts';

const jobs = { kind: 'snapshot', jobs: [runningJob, failedJob], libraryGeneration: '1', connections: 0 } as const;

async function openComponents(engine = fakeEngine()) {
  const user = renderApp(engine);
  await user.click(await screen.findByRole('button', { name: 'acme/web:1.4.3' }));
  await user.click(await screen.findByRole('button', { name: /^Components/ }));
  await screen.findByRole('row', { name: /libssl3/ });
  return { user, engine };
}

/** Types into the query box. Without a layout every point is on a splitter, so nothing is clicked first. */
async function filter(user: UserEvent, words: string): Promise<void> {
  const box = screen.getByRole('searchbox', { name: 'Filter components' });
  box.focus();
  await user.type(box, words, { skipClick: true });
}

describe('library', () => {
  it('says what can be dropped and that nothing leaves the machine, while it is empty', async () => {
    renderApp(fakeEngine({ 'library.list': () => ({ generation: '1', images: [] }) }));
    expect(await screen.findByText(/Nothing leaves this machine/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'Choose files…' })).toBeDefined();
  });

  it('lists images, and filters them by every word', async () => {
    const user = renderApp(fakeEngine());
    expect(await screen.findByRole('button', { name: 'acme/web:1.4.3' })).toBeDefined();
    await user.type(screen.getByRole('searchbox', { name: /Filter by name/ }), 'debian arm64');
    expect(screen.getByText('No image matches “debian arm64”')).toBeDefined();
  });

  it('names the cause and the next step when the list cannot be read', async () => {
    const engine = fakeEngine({
      'library.list': () => {
        throw new Error('The data folder is read-only');
      },
    });
    renderApp(engine);
    expect(await screen.findByText(/The data folder is read-only/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined();
  });

  it('refuses what is no image with its cause and what to give instead', async () => {
    const engine = fakeEngine({
      'scan.preflight': () => ({ kind: 'refused', code: 'not-an-image', message: 'no manifest.json in 212 entries' }),
    });
    const bridge = {
      token: '',
      pathOf: () => '/srv/x.zip',
      setMenu() {},
      onCommand: () => () => {},
      onOpenPaths: () => () => {},
      choosePaths: async () => ['/srv/x.zip'],
    };
    window.stellaopsHost = bridge;
    try {
      const user = renderApp(engine);
      await user.click(await screen.findByRole('button', { name: 'Choose files…' }));
      const row = await screen.findByRole('article', { name: 'x.zip' });
      await waitFor(() => expect(row.textContent).toContain('no manifest.json in 212 entries'));
      expect(row.textContent).toContain('docker-save archive');
      expect(engine.calls).toContainEqual({ path: 'scan.preflight', input: { source: { path: '/srv/x.zip' } } });
      await user.click(within(row).getByRole('button', { name: 'Dismiss: x.zip' }));
      expect(screen.queryByRole('article', { name: 'x.zip' })).toBeNull();
    } finally {
      delete window.stellaopsHost;
    }
  });
});

describe('jobs', () => {
  it('show their layers in words, and are cancelled by name', async () => {
    const engine = fakeEngine();
    const user = renderApp(engine);
    await screen.findByRole('button', { name: 'acme/web:1.4.3' });
    act(() => engine.send(jobs));
    await user.click(screen.getByRole('button', { name: 'Jobs 1' }));
    const layers = within(screen.getByRole('list', { name: 'Layers' })).getAllByRole('listitem');
    expect(layers.map((layer) => layer.getAttribute('aria-label'))).toEqual([
      'layer 0: known, not read again',
      'layer 1: done',
      'layer 2: reading',
      'layer 3: not started',
      'layer 4: failed',
    ]);
    const failed = screen.getByRole('article', { name: 'old.tar' });
    expect(failed.textContent).toContain('gzip stream ends at byte 73401112');
    expect(failed.textContent).toContain('Get the archive again');
    const running = screen.getByRole('article', { name: 'worker-2.0.tar' });
    await user.click(within(running).getByRole('button', { name: 'Cancel worker-2.0.tar' }));
    await waitFor(() => expect(engine.calls).toContainEqual({ path: 'scan.cancel', input: { jobId: runningJob.id } }));
  });

  it('are taken off the list by name, together only when done or cancelled', async () => {
    const engine = fakeEngine();
    const user = renderApp(engine);
    await screen.findByRole('button', { name: 'acme/web:1.4.3' });
    act(() => engine.send(jobs));
    await user.click(screen.getByRole('button', { name: 'Jobs 1' }));
    expect(screen.getByText('1 running and 1 failed')).toBeDefined();
    const together = screen.getByRole<HTMLButtonElement>('button', { name: 'Clear done and cancelled' });
    // One that failed says why until somebody takes it off.
    expect(together.disabled).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Take old.tar off the list' }));
    const jobIds = [failedJob.id];
    await waitFor(() => expect(engine.calls).toContainEqual({ path: 'jobs.clear', input: { jobIds } }));
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Jobs' }));
    act(() => engine.send({ kind: 'cleared', jobIds }));
    expect(screen.queryByRole('article', { name: 'old.tar' })).toBeNull();
  });

  it('change the count of connections only as the engine says', async () => {
    const engine = fakeEngine();
    renderApp(engine);
    await screen.findByRole('button', { name: 'acme/web:1.4.3' });
    act(() => engine.send(jobs));
    expect(screen.getByText('0 connections')).toBeDefined();
    act(() => engine.send({ kind: 'connections', count: 1 }));
    expect(screen.getByText('1 connection')).toBeDefined();
  });
});

describe('components', () => {
  it('are a grid that tells its true size and place of each row', async () => {
    await openComponents();
    const grid = screen.getByRole('grid', { name: 'Components' });
    expect(grid.getAttribute('aria-rowcount')).toBe('121');
    expect(within(grid).getByRole('columnheader', { name: /Name/ }).getAttribute('aria-sort')).toBe('ascending');
    const rows = within(grid).getAllByRole('row');
    expect(rows.length).toBeLessThan(120);
    expect(rows.slice(0, 3).map((row) => row.getAttribute('aria-rowindex'))).toEqual(['1', '2', '3']);
  });

  it('show a hostile name as inert text with marks', async () => {
    await openComponents();
    expect(screen.getByRole('row', { name: (name) => name.startsWith(visibleLine(hostileName)) })).toBeDefined();
    expect(document.querySelector('img')).toBeNull();
  });

  it('are filtered by text and facets together, and say how many are left', async () => {
    const { user } = await openComponents();
    await filter(user, 'package-01');
    expect(await screen.findAllByText('10 of 120 components')).toBeDefined();
    await user.click(screen.getByRole('checkbox', { name: /none stated/ }));
    expect(await screen.findAllByText('3 of 120 components')).toBeDefined();
    await user.click(screen.getAllByRole('button', { name: /Clear filter/ }).at(-1) ?? document.body);
    expect(await screen.findAllByText('120 of 120 components')).toBeDefined();
  });

  it('stay while a query is not understood, which is said beside it', async () => {
    const { user } = await openComponents();
    await filter(user, 'libssl3 colour:red');
    expect((await screen.findByText(/Not understood/)).textContent).toContain('colour');
    expect(screen.getByRole('row', { name: /libssl3/ })).toBeDefined();
  });

  it('say that nothing matches, with a way back', async () => {
    const { user } = await openComponents();
    await filter(user, 'zzz');
    expect(await screen.findByText('0 of 120 match')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Clear filter' }));
    expect(await screen.findByRole('row', { name: /libssl3/ })).toBeDefined();
  });

  it('can be walked, proven and cited by keyboard alone', async () => {
    const { user } = await openComponents();
    screen.getByRole('searchbox', { name: 'Filter components' }).focus();
    await user.keyboard('libssl3{ArrowDown}');
    await waitFor(() => expect(screen.getAllByText('1 of 120 components')).toBeDefined());
    await user.keyboard('{ArrowDown}');
    const inspector = await screen.findByRole('region', { name: 'Inspector' });
    expect(await within(inspector).findByRole('heading', { name: 'libssl3' })).toBeDefined();
    expect(within(inspector).getByRole('region', { name: 'Layers' }).textContent).toMatch(
      /Introduced in.*L0.*Record written in.*L3.*Last modified in.*L0.*Removed in.*still there/s,
    );
    const dock = screen.getByRole('region', { name: 'Evidence' });
    expect(await within(dock).findByText('hash equals the claim')).toBeDefined();
    const cited = [...dock.querySelectorAll('.text-line[data-cited]')].map(
      (line) => line.querySelector('bdi')?.textContent,
    );
    expect(cited).toEqual(['Package: pkg0', 'Status: install ok installed', 'Version: 1.0-1', 'Maintainer: A␛B']);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement?.getAttribute('role')).toBe('option'));
    await user.keyboard('{Control>}{Shift>}C{/Shift}{/Control}');
    await waitFor(async () => expect(await navigator.clipboard.readText()).toContain('lines 1-4, bytes 0x0+0x4A'));
    expect(await navigator.clipboard.readText()).toContain(`config ${image.imageId}`);
  });

  it('are copied in the order and columns shown', async () => {
    const { user } = await openComponents();
    await filter(user, 'ssl');
    await screen.findAllByText('2 of 120 components');
    await user.click(screen.getByRole('button', { name: 'Copy rows' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Copy as TSV' }));
    await waitFor(async () =>
      expect((await navigator.clipboard.readText()).split('\n').map((line) => line.split('\t')[0])).toEqual([
        'Name',
        'libssl3',
        'openssl',
      ]),
    );
  });
});

describe('window', () => {
  it('finds a component in the palette and shows it with its layer', async () => {
    const { user } = await openComponents();
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('combobox'), 'zlib');
    expect(await screen.findByRole('option', { name: /zlib1g/ })).toBeDefined();
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('heading', { name: 'zlib1g' })).toBeDefined();
  });

  it('goes back and forward through places', async () => {
    const { user } = await openComponents();
    await user.keyboard('{Alt>}{ArrowLeft}{/Alt}');
    expect(await screen.findByText('What is in it')).toBeDefined();
    await user.keyboard('{Alt>}{ArrowRight}{/Alt}');
    expect(await screen.findByRole('grid', { name: 'Components' })).toBeDefined();
  });

  it('keeps what is on screen when the engine is lost, and says so', async () => {
    await openComponents();
    act(() => linkStore.set(() => 'lost'));
    expect(screen.getByText(/connection to the engine is lost/)).toBeDefined();
    expect(screen.getByRole('row', { name: /libssl3/ })).toBeDefined();
  });

  it('shows no verdict anywhere', async () => {
    const { engine } = await openComponents();
    act(() => engine.send(jobs));
    expect(document.body.textContent).not.toMatch(/\b(unused|safe|score|vulnerable|PASS|FAIL|severity|grade)\b/);
  });
});
