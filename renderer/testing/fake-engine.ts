import type { AppRouter } from '#engine/serve/router.ts';
import type { ComponentDetail, ComponentFacet } from '#shared/model/component-list.ts';
import type { JobChange } from '#shared/model/job-event.ts';
import type { Filter } from '#shared/schema/filter.ts';
import { TRPCClientError, createTRPCClient, type TRPCLink } from '@trpc/client';
import type { inferRouterInputs } from '@trpc/server';
import { observable } from '@trpc/server/observable';
import type { Api } from '../data/api.ts';
import { toBase64 } from '../screens/evidence/cited-lines.ts';
import { cellText } from '../screens/components/cell-text.ts';
import { storageKinds } from '#shared/model/housekeeping.ts';
import { components, image, open, overview, reached, statusText, usageSummary } from './fake-data.ts';
import { plugins, retention } from './fake-settings.ts';

type Inputs = inferRouterInputs<AppRouter>;
type Calls = Record<string, (input: never) => unknown>;

/** An engine made of values: what a test says it answers, and the calls that it got. */
export type FakeEngine = Readonly<{
  api: Api;
  calls: { path: string; input: unknown }[];
  /** Sends an event to the page. */
  send: (change: JobChange) => void;
}>;

/** @param answers replace the usual ones; one that throws is a refusal of the engine */
export function fakeEngine(answers: Calls = {}): FakeEngine {
  const calls: FakeEngine['calls'] = [];
  const listeners = new Set<(change: JobChange) => void>();
  const table: Calls = { ...usual(), ...answers };
  const link: TRPCLink<AppRouter> =
    () =>
    ({ op }) =>
      observable((observer) => {
        calls.push({ path: op.path, input: op.input });
        if (op.type === 'subscription') {
          let sequence = 0;
          // As the server sends a tracked event over a socket: its id and data in an object.
          const wire = (change: JobChange): void => {
            const id = String(++sequence);
            observer.next({ result: { type: 'data', data: { id, data: { sequence, atMs: 0, ...change } } } });
          };
          listeners.add(wire);
          return () => listeners.delete(wire);
        }
        void Promise.resolve()
          .then(() => {
            const answer = table[op.path];
            if (!answer) throw new Error(`The fake engine has no answer for ${op.path}`);
            return answer(op.input as never);
          })
          .then(
            (data) => {
              observer.next({ result: { type: 'data', data } });
              observer.complete();
            },
            (error: Error) => observer.error(TRPCClientError.from(error)),
          );
        return undefined;
      });
  return {
    api: createTRPCClient<AppRouter>({ links: [link] }),
    calls,
    send(change) {
      for (const listener of listeners) listener(change);
    },
  };
}

function usual(): Calls {
  const settings: Record<string, string> = {};
  return {
    about: () => ({
      version: '0',
      dataDir: '',
      analyzers: [],
      analyzerSet: '',
      node: '',
      platform: '',
      connections: 0,
      uploadLimit: 1e10,
    }),
    'artifacts.list': () => [],
    'attestations.list': () => [],
    'signing.list': () => [],
    'signing.signer': () => ({ state: 'none' }),
    'trust.list': () => [],
    'housekeeping.storage': () => ({
      dataDir: '/home/u/stellaops',
      kinds: storageKinds.map((kind, at) => ({ kind, bytes: at * 1000, files: at })),
      bytes: 15_000,
    }),
    'housekeeping.retention': () => retention,
    'housekeeping.previewRetention': (rule: Inputs['housekeeping']['previewRetention']) =>
      rule.retentionClass === 'compliance' && rule.ttlMs !== null
        ? { kind: 'refused', message: 'Cannot change retention "compliance": it can only be lengthened' }
        : {
            kind: 'preview',
            documents: [{ path: 'images/a/inventory.cdx.json.zst', size: 1200, madeAtMs: 0 }],
            total: 1,
            bytes: 300,
            hashes: 0,
            jobs: 0,
          },
    'housekeeping.setRetention': () => ({ saved: true }),
    'housekeeping.setPlugin': () => ({ saved: true }),
    'housekeeping.restart': () => ({ asked: true }),
    'housekeeping.plugins': () => plugins,
    'housekeeping.network': () => ({ sinceMs: 0, count: 0, entries: [] }),
    'housekeeping.diagnostics': () => ({ text: '{}\n' }),
    'library.list': () => ({ generation: '1', images: [image], leaving: [] }),
    'library.remove': () => ({ removed: true }),
    'library.restore': () => ({ restored: true }),
    'image.overview': () => overview,
    'image.layerFiles': () => overview.layers.map(({ index }) => ({ index, introduced: 10, modified: 2, removed: 1 })),
    'components.window': windowOf,
    'components.get': ({ key }: Inputs['components']['get']) => {
      const found = components.find((component) => component.key === key);
      if (!found) throw new Error('Cannot find the component');
      return found;
    },
    'components.edges': ({ offset = 0 }: Inputs['components']['edges']) => ({ total: 0, offset, rows: [] }),
    'components.ownedFiles': ({ key, offset = 0 }: Inputs['components']['ownedFiles']) => {
      const { files = [], missingFiles = [] } = components.find((component) => component.key === key) ?? {};
      const rows = [
        ...files.map((path) => ({ path, missing: false, type: 'file', size: 1200, sha256: null, layer: 1 })),
        ...missingFiles.map((path) => ({ path, missing: true, type: null, size: null, sha256: null, layer: null })),
      ];
      return { total: rows.length, offset, rows: rows.slice(offset) };
    },
    'evidence.read': ({ locator }: Inputs['evidence']['read']) => {
      const bytes = new TextEncoder().encode(statusText);
      return {
        state: 'bytes',
        base64: toBase64(bytes),
        window: { from: 0, to: bytes.length },
        size: bytes.length,
        segments: locator.segments,
        cited: locator.segments,
        firstLine: 1,
        lines: locator.segments.map(({ from, to }) => ({ from: lineAt(from), to: lineAt(to - 1) })),
        sha256: { claimed: locator.sha256, found: locator.sha256, equal: true },
        from: 'pack',
      };
    },
    'files.lookup': ({ path }: Inputs['files']['lookup']) => ({
      path,
      file: null,
      removed: 2,
      history: [],
      components: [],
    }),
    'files.named': () => [],
    'layers.path': () => [],
    'layers.summary': () => [],
    'usage.summary': () => usageSummary,
    'usage.of': ({ subject }: Inputs['usage']['of']) => {
      const { usage } = components.find(({ key }) => 'key' in subject && key === subject.key) ?? {};
      return usage === 'reached' ? reached : usage === 'open' ? open : { state: 'notReached', steps: [], open: [] };
    },
    'scan.preflight': () => ({
      kind: 'refused',
      code: 'not-an-image',
      message: 'No manifest.json or index.json in 3 entries',
    }),
    'scan.start': () => ({ jobId: 'ab'.repeat(32) }),
    'scan.cancel': () => ({ cancelled: true }),
    'jobs.retry': () => ({ queued: true }),
    'jobs.clear': ({ jobIds }) => ({ cleared: jobIds }),
    'settings.get': () => ({ ...settings }),
    'settings.set': ({ key, value }: Inputs['settings']['set']) => {
      if (value === null) delete settings[key];
      else settings[key] = value;
      return { saved: true };
    },
  };
}

function lineAt(offset: number): number {
  return statusText.slice(0, offset).split('\n').length;
}

function windowOf({
  filter,
  sort = [],
  at = { offset: 0 },
  limit = 200,
  facets,
}: Inputs['components']['window']): unknown {
  const rows = components.filter((component) => filter == null || holds(filter as Filter, component));
  const [order] = sort;
  const by = order?.by ?? 'key';
  rows.sort((a, b) => (cellText(a, by) < cellText(b, by) ? -1 : 1) * (order?.descending ? -1 : 1));
  const anchorAt = 'anchor' in at ? rows.findIndex(({ key }) => key === at.anchor) : -1;
  const offset = 'offset' in at ? (at.offset ?? 0) : Math.max(0, anchorAt);
  return {
    generation: '1',
    total: rows.length,
    unfiltered: components.length,
    offset,
    anchorAt: anchorAt === -1 ? null : anchorAt,
    rows: rows.slice(offset, offset + limit),
    facets: facets ? facetsOf(rows) : null,
    groups: null,
  };
}

function facetsOf(rows: readonly ComponentDetail[]): Record<ComponentFacet, { value: string; count: number }[]> {
  const count = (of: (row: ComponentDetail) => string[]): { value: string; count: number }[] => {
    const counts = new Map<string, number>();
    for (const row of rows) for (const value of of(row)) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].map(([value, number]) => ({ value, count: number }));
  };
  return {
    type: count(({ type }) => [type]),
    layer: count(({ layers }) => [String(layers.introduced)]),
    origin: count(({ origin }) => [origin]),
    licence: count(({ licences }) => (licences.length === 0 ? [''] : licences.map(({ spdx, text }) => spdx ?? text))),
    state: count(({ state }) => [state]),
    usage: count(({ usage }) => [usage ?? '']),
  };
}

function holds(filter: Filter, row: ComponentDetail): boolean {
  switch (filter.op) {
    case 'and':
      return filter.of.every((part) => holds(part, row));
    case 'or':
      return filter.of.some((part) => holds(part, row));
    case 'not':
      return !holds(filter.of, row);
    case 'has':
      return `${row.name} ${row.version} ${row.key}`.toLowerCase().includes(filter.text.toLowerCase());
    case 'matches':
      return new RegExp(filter.pattern, 'i').test(`${row.name} ${row.version} ${row.key}`);
    case 'is':
      return filter.values.includes(
        filter.field === 'licence' ? (row.licences[0]?.spdx ?? '') : (row[filter.field] ?? ''),
      );
    case 'in':
      return filter.spans.some(
        ({ from, to }) => row.layers.introduced >= from && (to === null || row.layers.introduced <= to),
      );
    case 'flag':
      return filter.flag === 'removed'
        ? row.layers.removed !== null
        : filter.flag !== 'present' || row.layers.removed === null;
    default:
      return filter satisfies never;
  }
}
