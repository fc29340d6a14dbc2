import { screen, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { appearanceStore, nextZoom, parseAppearance, usualAppearance } from '../../data/appearance.ts';
import { fakeEngine, type FakeEngine } from '../../testing/fake-engine.ts';
import { plugins } from '../../testing/fake-settings.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { daysToMs } from './retention-days.ts';
import { matchingPages } from './setting-search.ts';

afterEach(() => appearanceStore.set(() => usualAppearance));

async function openPage(engine: FakeEngine, name: string): Promise<UserEvent> {
  const user = renderApp(engine);
  await user.keyboard('{Control>},{/Control}');
  await user.click(await screen.findByRole('tab', { name }));
  return user;
}

const callsOf = (engine: FakeEngine, path: string): unknown[] =>
  engine.calls.flatMap((call) => (call.path === path ? [call.input] : []));

describe('settings', () => {
  it('are found by the names of what is in them, and walked with arrows', async () => {
    expect([matchingPages('theme'), matchingPages('heuristic'), matchingPages('zzz')]).toEqual([
      ['appearance'],
      ['plugins'],
      [],
    ]);
    const user = await openPage(fakeEngine(), 'Storage');
    await user.keyboard('{ArrowDown}');
    expect(screen.getByRole('tab', { name: 'Retention', selected: true })).toBe(document.activeElement);
    await user.type(screen.getByRole('searchbox', { name: 'Find a setting' }), 'ledger');
    expect(await screen.findByRole('tabpanel', { name: 'Network' })).toBeTruthy();
  });

  it('of looks show at once and are kept', async () => {
    const engine = fakeEngine();
    const user = await openPage(engine, 'Appearance');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Theme' }), 'Dark');
    expect(appearanceStore.get().theme).toBe('dark');
    expect(callsOf(engine, 'settings.set')).toEqual([
      { key: 'appearance', value: '{"theme":"dark","motion":"system","zoom":100}' },
    ]);
  });

  it('go back to what was when they cannot be kept', async () => {
    const refuse = (): never => {
      throw new Error('read-only');
    };
    const user = await openPage(fakeEngine({ 'settings.set': refuse }), 'Appearance');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Theme' }), 'Dark');
    expect(await screen.findByText(/the value before stays: The engine says: read-only/)).toBeTruthy();
    expect(appearanceStore.get().theme).toBe('system');
  });

  it.for([
    [null, usualAppearance],
    ['{', usualAppearance],
    ['[]', usualAppearance],
    ['{"theme":"pink","zoom":101,"motion":"reduced"}', { ...usualAppearance, motion: 'reduced' }],
    ['{"theme":"dark","zoom":200,"more":1}', { theme: 'dark', motion: 'system', zoom: 200 }],
  ] as const)('looks that were kept as %j are read', ([stored, read]) => expect(parseAppearance(stored)).toEqual(read));

  it('sizes stay within their ends', () => {
    expect([nextZoom(100, true), nextZoom(300, true), nextZoom(50, false)]).toEqual([110, 300, 50]);
  });

  it.for([
    ['0', 0],
    ['30', 2_592_000_000],
    ['36500', 3_153_600_000_000],
    ['36501', undefined],
    ['', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
  ] as const)('%j days', ([typed, ms]) => expect(daysToMs(typed)).toBe(ms));
});

describe('retention', () => {
  it('shows the documents that a change takes away before it can be saved', async () => {
    const engine = fakeEngine();
    const user = await openPage(engine, 'Retention');
    await user.click(await screen.findByRole('button', { name: 'Change… Usual' }));
    const sheet = within(await screen.findByRole('dialog'));
    const save = sheet.getByRole('button', { name: 'Save' });
    expect(save).toHaveProperty('disabled', true);
    const days = sheet.getByRole('textbox', { name: /Kept for/ });
    await user.clear(days);
    expect(sheet.getByText(/A whole number of days/)).toBeTruthy();
    await user.type(days, '1');
    expect(await sheet.findByText('Would take away 1 document (300 B) that stay now')).toBeTruthy();
    expect(within(sheet.getByRole('list', { name: 'Documents that would go' })).getAllByRole('listitem')).toHaveLength(
      1,
    );
    await user.click(save);
    expect(callsOf(engine, 'housekeeping.setRetention')).toEqual([
      { retentionClass: 'default', ttlMs: 86_400_000, keepIfReferenced: true, immutable: false },
    ]);
  });

  it('says why an immutable class cannot be shortened, and does not save it', async () => {
    const engine = fakeEngine();
    const user = await openPage(engine, 'Retention');
    await user.click(await screen.findByRole('button', { name: 'Change… Compliance' }));
    const sheet = within(await screen.findByRole('dialog'));
    await user.click(sheet.getByRole('checkbox', { name: 'For ever' }));
    expect(await sheet.findByText(/Refused: .*can only be lengthened/)).toBeTruthy();
    expect(sheet.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true);
  });
});

describe('plug-ins', () => {
  it('are labelled, switched for the next start, and say that a restart is needed', async () => {
    let now = plugins;
    const engine = fakeEngine({
      'housekeeping.plugins': () => now,
      'housekeeping.setPlugin': () => {
        const [elf, markers] = plugins.analyzers;
        now = { ...plugins, analyzers: [elf!, { ...markers!, configured: true }], restartNeeded: true };
        return { saved: true };
      },
    });
    const user = await openPage(engine, 'Analysers and plug-ins');
    const markers = await screen.findByRole('checkbox', { name: 'language/go-markers' });
    expect(markers).toHaveProperty('checked', false);
    expect(screen.getByText('heuristic, off unless turned on')).toBeTruthy();
    expect(screen.getByText('annotates only')).toBeTruthy();
    expect(screen.queryByText('Restart needed')).toBeNull();
    await user.click(markers);
    expect(await screen.findByText('Restart needed')).toBeTruthy();
    expect(screen.getByText('on after the restart')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Restart now' }));
    expect(callsOf(engine, 'housekeeping.restart')).toEqual([undefined]);
  });

  it('cannot be switched where the file is somebody else’s', async () => {
    const place = { path: '/etc/scanner.yaml', writable: false };
    await openPage(fakeEngine({ 'housekeeping.plugins': () => ({ ...plugins, place }) }), 'Analysers and plug-ins');
    expect(await screen.findByText(/Only to be read here: \/etc\/scanner.yaml/)).toBeTruthy();
    for (const box of screen.getAllByRole('checkbox')) expect(box).toHaveProperty('disabled', true);
  });
});

it('the ledger names what was tried', async () => {
  const entries = [{ atMs: 0, address: '192.0.2.1', port: 443 }];
  await openPage(fakeEngine({ 'housekeeping.network': () => ({ sinceMs: 0, count: 1, entries }) }), 'Network');
  expect(await screen.findByText('1 connection to other machines tried since 1970-01-01 00:00:00 UTC')).toBeTruthy();
  expect(screen.getByRole('cell', { name: '192.0.2.1 443' })).toBeTruthy();
});

it('the keyboard page has every command that has keys', async () => {
  const user = await openPage(fakeEngine(), 'Keyboard');
  await user.type(await screen.findByRole('searchbox', { name: 'Filter commands or keys' }), 'ctrl+,');
  expect(
    within(screen.getByRole('tabpanel'))
      .getAllByRole('listitem')
      .map((item) => item.textContent),
  ).toEqual(['SettingsCtrl,Ctrl ,']);
});
