import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import type { ClaimWindow } from '#shared/model/claims.ts';
import type { AttestationView, DocumentAttestation, SignerView, TrustKey } from '#shared/model/attestation.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type {
  ComponentDetail,
  ComponentWindow,
  EdgesWindow,
  OwnedFilesWindow,
  RowsPiece,
} from '#shared/model/component-list.ts';
import type { Decoded } from '#shared/model/decoded.ts';
import type { DiffRow } from '#shared/model/diff.ts';
import type { DiffHead, DiffWindow } from '#shared/model/diff-view.ts';
import type { EntryTrace } from '#shared/model/entry-trace.ts';
import type { EvidenceBytes } from '#shared/model/evidence-bytes.ts';
import type { ExportedDocument } from '#shared/model/export.ts';
import type { DirectoryWindow, NamedFile, PathDetail } from '#shared/model/file-list.ts';
import type { LayerSummary, PathChange, SpaceWindow, TreeWindow } from '#shared/model/layer-tree.ts';
import type { LibraryFindings } from '#shared/model/find.ts';
import type { LinkView, NeededBy } from '#shared/model/links.ts';
import type { TextDiff } from '#shared/model/text-diff.ts';
import type {
  NetworkLedger,
  PluginSettings,
  RetentionPreview,
  RetentionRow,
  StorageReport,
} from '#shared/model/housekeeping.ts';
import type { ArtifactView, HandedOut, RemadeDocument } from '#shared/model/artifact.ts';
import type { JobEvent } from '#shared/model/job-event.ts';
import type { JobView } from '#shared/model/job.ts';
import type {
  About,
  CollectReport,
  ImageOverview,
  LayerFiles,
  LibraryImage,
  LibraryList,
  Preflight,
} from '#shared/model/library.ts';
import type { UsageAnswer, UsageSummary } from '#shared/model/usage.ts';
import { type AppRouter, appRouter } from './router.ts';

type Outputs = inferRouterOutputs<AppRouter>;

/** What each procedure promises, by name. Whoever changes one changes it here too. */
type Promised = {
  about: About;
  artifacts: { list: readonly ArtifactView[]; remake: RemadeDocument; handOut: HandedOut };
  attestations: { list: readonly AttestationView[]; add: { sha256: Sha256 }; remove: { removed: boolean } };
  signing: { signer: SignerView; list: readonly DocumentAttestation[]; start: { jobId: string } };
  trust: { list: readonly TrustKey[]; add: { id: Sha256 }; remove: { removed: boolean } };
  components: {
    window: ComponentWindow;
    rows: RowsPiece;
    get: ComponentDetail;
    edges: EdgesWindow;
    ownedFiles: OwnedFilesWindow;
  };
  diff: { head: DiffHead; window: DiffWindow; row: DiffRow; text: TextDiff };
  evidence: { read: EvidenceBytes; claims: ClaimWindow; decode: Decoded; compare: TextDiff };
  export: { make: ExportedDocument };
  files: { list: DirectoryWindow; lookup: PathDetail; named: readonly NamedFile[] };
  housekeeping: {
    storage: StorageReport;
    retention: readonly RetentionRow[];
    previewRetention: RetentionPreview;
    setRetention: { saved: true };
    plugins: PluginSettings;
    setPlugin: { saved: true };
    restart: { asked: true };
    network: NetworkLedger;
    diagnostics: { text: string };
  };
  image: { overview: ImageOverview; layerFiles: readonly LayerFiles[] };
  jobs: {
    list: readonly JobView[];
    get: JobView;
    retry: { queued: boolean };
    clear: { cleared: readonly string[] };
    events: AsyncIterable<{ id: string; data: JobEvent }>;
  };
  library: {
    list: LibraryList;
    get: LibraryImage;
    find: LibraryFindings;
    remove: { removed: boolean };
    collect: CollectReport;
  };
  scan: {
    preflight: Preflight;
    start: { jobId: string };
    cancel: { cancelled: boolean };
    discard: { discarded: boolean };
  };
  layers: { summary: readonly LayerSummary[]; tree: TreeWindow; space: SpaceWindow; path: readonly PathChange[] };
  links: { of: LinkView | null; neededBy: NeededBy | null };
  trace: { get: EntryTrace | null };
  settings: { get: Readonly<Record<string, string>>; set: { saved: true } };
  usage: { summary: UsageSummary | null; of: UsageAnswer | null };
};

type IsAny<T> = 0 extends 1 & T ? true : false;
type Primitive = string | number | boolean | null | undefined;

/** Paths under which a type has something that is no JSON: `any`, `unknown`, bytes, dates, functions. */
type Foreign<T, Path extends string = ''> =
  IsAny<T> extends true
    ? Path
    : unknown extends T
      ? Path
      : T extends Primitive
        ? never
        : T extends Uint8Array | Date | Map<never, never> | Set<never> | ((...args: never[]) => unknown)
          ? Path
          : T extends AsyncIterable<infer Item>
            ? Foreign<Item, `${Path}[]`>
            : T extends readonly (infer Item)[]
              ? Foreign<Item, `${Path}[]`>
              : { [K in keyof T & string]-?: Foreign<T[K], `${Path}.${K}`> }[keyof T & string];

type Assignable<A, B> = [A] extends [B] ? true : false;
type IsNever<T> = [T] extends [never] ? true : false;

/** Compiles as long as each line is true. */
const pinned: readonly [
  promised: Assignable<Outputs, Promised>,
  noOther: Assignable<keyof Outputs, keyof Promised>,
  plain: IsNever<Foreign<Outputs>>,
  bytesAreFound: Assignable<'.a[].b', Foreign<{ a: { b: Buffer }[] }>>,
  unknownIsFound: Assignable<'.c', Foreign<{ c: unknown }>>,
  eventsNeedNoInput: Assignable<undefined, inferRouterInputs<AppRouter>['jobs']['events']>,
] = [true, true, true, true, true, true];

describe('the API', () => {
  it('sends the promised types and nothing that is no JSON', () => {
    expect(pinned).not.toContain(false);
  });

  it('has these procedures', () => {
    expect(Object.keys(appRouter['_def'].procedures).sort()).toEqual([
      'about',
      'artifacts.handOut',
      'artifacts.list',
      'artifacts.remake',
      'attestations.add',
      'attestations.list',
      'attestations.remove',
      'components.edges',
      'components.get',
      'components.ownedFiles',
      'components.rows',
      'components.window',
      'diff.head',
      'diff.row',
      'diff.text',
      'diff.window',
      'evidence.claims',
      'evidence.compare',
      'evidence.decode',
      'evidence.read',
      'export.make',
      'files.list',
      'files.lookup',
      'files.named',
      'housekeeping.diagnostics',
      'housekeeping.network',
      'housekeeping.plugins',
      'housekeeping.previewRetention',
      'housekeeping.restart',
      'housekeeping.retention',
      'housekeeping.setPlugin',
      'housekeeping.setRetention',
      'housekeeping.storage',
      'image.entriesSoFar',
      'image.kindsSoFar',
      'image.layerFiles',
      'image.linksSoFar',
      'image.overview',
      'image.partialRows',
      'image.soFar',
      'jobs.clear',
      'jobs.events',
      'jobs.get',
      'jobs.list',
      'jobs.retry',
      'layers.path',
      'layers.space',
      'layers.summary',
      'layers.tree',
      'library.collect',
      'library.find',
      'library.get',
      'library.list',
      'library.remove',
      'library.restore',
      'links.neededBy',
      'links.of',
      'scan.cancel',
      'scan.discard',
      'scan.preflight',
      'scan.start',
      'settings.get',
      'settings.set',
      'signing.list',
      'signing.signer',
      'signing.start',
      'trace.get',
      'trace.hinted',
      'trust.add',
      'trust.list',
      'trust.remove',
      'usage.of',
      'usage.summary',
    ]);
  });
});
