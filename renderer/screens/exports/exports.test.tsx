import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ArtifactView } from '#shared/model/artifact.ts';
import type { Digest } from '#shared/model/digest.ts';
import type { HostBridge } from '../../data/host.ts';
import { activeTab, consoleStore, openImage } from '../../state/console.ts';
import { image } from '../../testing/fake-data.ts';
import { fakeEngine } from '../../testing/fake-engine.ts';
import { renderApp } from '../../testing/render-app.tsx';

const digest = (digit: string): Digest => `sha256:${digit.repeat(64)}` as Digest;

const inventory: ArtifactView = {
  id: digest('a'),
  path: 'images/x/inventory.cdx.json.zst',
  kind: 'sbom',
  format: 'cdx-json',
  view: 'inventory',
  profile: 'full',
  layer: null,
  origin: 'scan',
  name: null,
  fileName: 'web-1.inventory.cdx.json',
  mediaType: 'application/x',
  size: 1_900_000,
  components: 412,
  valid: true,
  schema: 'bom-1.7.schema.json c0ffee',
  lossy: [],
  reEmitted: null,
  remakes: true,
  current: true,
  createdAtMs: 0,
};
const protobuf: ArtifactView = {
  ...inventory,
  id: digest('b'),
  path: 'exports/x/b',
  format: 'cdx-pb',
  origin: 'request',
  name: 'acme/web:1.4.3',
  fileName: 'web-1.inventory.cdx.pb',
  lossy: ['$schema'],
  reEmitted: { identical: true, by: 'read-back' },
  current: false,
};
const trace: ArtifactView = {
  ...inventory,
  id: digest('c'),
  path: 'images/x/entrytrace.json.zst',
  kind: 'entrytrace.graph',
  format: 'entrytrace-json',
  view: '',
  profile: '',
  fileName: 'web-1.entrytrace.json',
  components: null,
  remakes: false,
};
const fragment: ArtifactView = {
  ...trace,
  id: digest('d'),
  path: 'layers/x/sbom.cdx.json.zst',
  kind: 'fragment',
  format: 'cdx-json',
  layer: 3,
  fileName: 'web-1.layer-3.sbom.cdx.json',
};

afterEach(() => {
  vi.unstubAllGlobals();
  delete window.stellaopsHost;
});

async function openExports(answers: Parameters<typeof fakeEngine>[0] = {}) {
  const engine = fakeEngine({ 'artifacts.list': () => [inventory, protobuf, trace, fragment], ...answers });
  const user = renderApp(engine);
  openImage(image.imageId, 'web');
  await user.keyboard('{Control>}7{/Control}');
  expect(await screen.findByRole('heading', { name: 'Exports' })).toBeDefined();
  return { engine, user, inputs: (path: string) => engine.calls.filter((one) => one.path === path) };
}

const row = async (name: string): Promise<HTMLElement> =>
  (await screen.findByRole('button', { name })).closest('tr') ?? expect.fail(`no row ${name}`);
const cells = (of: HTMLElement): string[] =>
  within(of)
    .getAllByRole('cell')
    .map(({ textContent }) => textContent);

describe('the list of documents', () => {
  it('says of each what it is, how many it lists, and what was checked', async () => {
    const { user } = await openExports();
    expect(cells(await row('web-1.inventory.cdx.json')).slice(0, 8)).toEqual([
      'web-1.inventory.cdx.json',
      'CDX 1.7 JSON',
      'Everything',
      '412',
      '1.9 MB',
      'aaaaaaaaaaaa',
      'Valid',
      'Not tried',
    ]);
    expect(cells(await row('web-1.inventory.cdx.pb')).slice(6, 8)).toEqual(['Valid', 'Identical']);
    expect(cells(await row('web-1.entrytrace.json')).slice(1, 4)).toEqual(['JSON', 'Start', '—']);
    // Those of layers are folded away.
    expect(screen.queryByRole('button', { name: 'web-1.layer-3.sbom.cdx.json' })).toBeNull();
    await user.click(screen.getByRole('button', { name: '1 document of a single layer' }));
    expect(cells(await row('web-1.layer-3.sbom.cdx.json'))[1]).toBe('CDX 1.7 JSON');
  });

  it('arrows choose; the facts say by which mechanism it is the same, whose name it has, and what it cannot say', async () => {
    const { user } = await openExports();
    (await screen.findByRole('button', { name: 'web-1.inventory.cdx.json' })).focus();
    await user.keyboard('{ArrowDown}');
    const facts = within(screen.getByRole('region', { name: 'Facts about the document' }));
    expect(
      facts.getByText('Its bytes were read, and what was read was written again as the same bytes.'),
    ).toBeDefined();
    expect(facts.getByText('acme/web:1.4.3')).toBeDefined();
    expect(facts.getByText('$schema')).toBeDefined();
    expect(facts.getByText(/scanned by other analyzers since/)).toBeDefined();
    expect(activeTab(consoleStore.get()).view.selection).toEqual({ kind: 'artifact', id: protobuf.id });
    await user.keyboard('{End}');
    const none = within(screen.getByRole('region', { name: 'Facts about the document' }));
    expect(none.queryByText('acme/web:1.4.3')).toBeNull();
    expect(none.getByRole('button', { name: 'Make again and compare' })).toHaveProperty('disabled', true);
    expect(none.getByText('Only a scan makes this document.')).toBeDefined();
  });

  it.for<[identical: boolean, words: RegExp]>([
    [true, /without reading this document: the same SHA-256, 1,900,000 bytes/],
    [false, /other bytes, 7 bytes, with this SHA-256: e{64}/],
  ])('makes one again and says what came: identical %s', async ([identical, words]) => {
    const made = identical ? inventory : { id: digest('e'), size: 7 };
    const { user, inputs } = await openExports({
      'artifacts.remake': () => ({ id: made.id, size: made.size, identical }),
    });
    await user.click(await screen.findByRole('button', { name: 'Make again and compare' }));
    await waitFor(() => expect(document.querySelector('.artifact-remade')?.textContent).toMatch(words));
    expect(inputs('artifacts.remake').map(({ input }) => input)).toEqual([
      { imageId: image.imageId, id: inventory.id },
    ]);
  });

  it('that cannot be read says why, and can be asked for again', async () => {
    let broken = true;
    const { user } = await openExports({
      'artifacts.list': () => {
        if (broken) throw new Error('Cannot read the catalog');
        return [inventory];
      },
    });
    expect((await screen.findByText(/could not be listed/)).textContent).toContain('Cannot read the catalog');
    broken = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await row('web-1.inventory.cdx.json')).toBeDefined();
  });

  it('is empty after retention, and offers the three usual presets', async () => {
    const { user, inputs } = await openExports({
      'artifacts.list': () => [],
      'export.make': () => {
        throw new Error('Cannot write what is used');
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Make: SPDX, everything' }));
    expect((await screen.findByText(/was not made/)).textContent).toContain('Cannot write what is used');
    expect(inputs('export.make').map(({ input }) => input)).toEqual([
      { imageId: image.imageId, format: 'spdx-json', view: 'inventory', profile: 'full', name: null },
    ]);
    expect(screen.getAllByRole('button', { name: /^Make: / }).length).toBe(3);
  });
});

describe('dragging out', () => {
  const bridge = (startDrag: HostBridge['startDrag'], more: Partial<HostBridge> = {}): HostBridge =>
    ({
      token: 't',
      pathOf: () => '',
      choosePaths: async () => [],
      setMenu() {},
      onCommand: () => () => undefined,
      onOpenPaths: () => () => undefined,
      ...(startDrag ? { startDrag } : {}),
      ...more,
    }) satisfies HostBridge;

  it('is not offered in a browser, which is said', async () => {
    const { inputs } = await openExports();
    await row('web-1.inventory.cdx.json');
    expect(screen.getByText(/needs the desktop window/)).toBeDefined();
    expect(document.querySelector('.drag-chip')).toBeNull();
    expect(inputs('artifacts.handOut')).toEqual([]);
  });

  it('waits for the file with a reason, hands the system its name, and writes it again when it is gone', async () => {
    const written = Promise.withResolvers<void>();
    const startDrag = vi.fn<NonNullable<HostBridge['startDrag']>>(async () => false);
    window.stellaopsHost = bridge(startDrag);
    const file = { id: inventory.id, fileName: inventory.fileName };
    const { inputs } = await openExports({
      'artifacts.list': () => [inventory],
      'artifacts.handOut': () => written.promise.then(() => file),
    });
    const waiting = await screen.findAllByRole('img', { name: 'Its file is being written…' });
    expect(waiting.map(({ draggable, ariaDisabled }) => [draggable, ariaDisabled])).toEqual([
      [false, 'true'],
      [false, 'true'],
    ]);
    fireEvent.dragStart(waiting[0] ?? document.body);
    written.resolve();
    const [chip] = await screen.findAllByRole('img', { name: 'Drag web-1.inventory.cdx.json to another program' });
    expect([chip?.draggable, startDrag.mock.calls.length]).toEqual([true, 0]);
    expect(fireEvent.dragStart(chip ?? document.body)).toBe(false);
    expect(startDrag.mock.calls).toEqual([[file]]);
    await waitFor(() => expect(inputs('artifacts.handOut').length).toBe(2));
    expect(screen.getByText(/The file was gone and is written again/)).toBeDefined();
  });

  it('shows the file in its folder, and writes it again when it is gone', async () => {
    const reveal = vi.fn<NonNullable<HostBridge['reveal']>>(async () => false);
    window.stellaopsHost = bridge(async () => true, { reveal });
    const file = { id: inventory.id, fileName: inventory.fileName };
    const { inputs } = await openExports({
      'artifacts.list': () => [{ ...inventory, id: digest('8') }],
      'artifacts.handOut': () => file,
    });
    const button = await screen.findByRole<HTMLButtonElement>('button', { name: 'Show in folder' });
    await waitFor(() => expect(button.disabled).toBe(false));
    fireEvent.click(button);
    await waitFor(() => expect(inputs('artifacts.handOut').length).toBe(2));
    expect(reveal.mock.calls).toEqual([[file]]);
  });

  it('says why when there is no file, and saving is still there', async () => {
    window.stellaopsHost = bridge(async () => true);
    await openExports({
      'artifacts.list': () => [{ ...inventory, id: digest('9') }],
      'artifacts.handOut': () => {
        throw new Error('no space left on device');
      },
    });
    const chips = await screen.findAllByRole('img', { name: /could not be written: The engine says: no space left/ });
    expect(chips.map(({ draggable }) => draggable)).toEqual([false, false]);
    expect(screen.getByRole('button', { name: 'Save as…' })).toBeDefined();
  });
});
