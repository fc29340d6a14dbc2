import { emitTrace, traceDocument } from '#engine/emit/entrytrace/emit-trace.ts';
import type { DocumentUsage } from '#engine/emit/options.ts';
import { emitUsage, usageDocument } from '#engine/emit/usage/emit-usage.ts';
import {
  type ArtifactCommit,
  type ArtifactKey,
  type ImageRecord,
  putArtifactBytes,
  readArtifactBytes,
  type Store,
} from '#engine/store/index.ts';
import { proofsIn } from '#engine/usage/reach.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { OpenPoint, UsageAnswer, UsageStep } from '#shared/model/usage.ts';
import { type EntryTraceDocument, entryTraceSchema } from '#shared/schema/entry-trace.ts';
import { type UsageDocument, usageSchema } from '#shared/schema/usage.ts';
import type { TracedUsage } from './usage.ts';

/** The trace of an image's start and what it reaches, as stored. */
export type StoredUsage = Readonly<{ trace: EntryTraceDocument; usage: UsageDocument }>;

const TRACE = {
  kind: 'entrytrace.graph',
  format: 'entrytrace-json',
  mediaType: 'application/vnd.stellaops.entrytrace+json; version=1',
  file: 'entrytrace.json.zst',
} as const;
const USAGE = {
  kind: 'usage',
  format: 'usage-json',
  mediaType: 'application/vnd.stellaops.usage+json; version=1',
  file: 'usage.json.zst',
} as const;

function pathOf(imageId: ImageId, { file }: typeof TRACE | typeof USAGE): string {
  return `images/${imageId}/${file}`;
}

/** Checks and puts the trace of an image and its usage. @throws Error when one is not as its schema says: nothing invalid is stored */
export async function usageCommits(
  store: Store,
  imageId: ImageId,
  analyzerSet: string,
  losses: readonly string[],
  { trace, usage }: TracedUsage,
): Promise<ArtifactCommit[]> {
  const made = [
    { what: TRACE, schema: entryTraceSchema, bytes: emitTrace(traceDocument(imageId, trace)) },
    { what: USAGE, schema: usageSchema, bytes: emitUsage(usageDocument(imageId, usage)) },
  ];
  const commits: ArtifactCommit[] = [];
  for (const { what, schema, bytes } of made) {
    const checked = schema.safeParse(JSON.parse(Buffer.from(bytes).toString()));
    if (!checked.success) throw new Error(`Cannot store the ${what.kind}: ${checked.error.message}`);
    commits.push({
      artifact: {
        ...(await putArtifactBytes(store.blobs, bytes)),
        mediaType: what.mediaType,
        validation: { schema: checked.data.schema, valid: true, problems: [] },
      },
      path: pathOf(imageId, what),
      key: keyOf(imageId, what, analyzerSet, losses),
      retentionClass: 'default',
    });
  }
  return commits;
}

function keyOf(
  imageId: ImageId,
  { kind, format }: typeof TRACE | typeof USAGE,
  analyzerSet: string,
  losses: readonly string[],
): ArtifactKey {
  return {
    imageId,
    chainId: null,
    otherImageId: null,
    kind,
    format,
    view: '',
    profile: '',
    analyzerSet,
    hints: losses.length === 0 ? '' : JSON.stringify({ losses }),
  };
}

/** What the scan of an image stored; undefined for one that was scanned before there was usage, or whose artifacts expired. */
export async function readUsage(
  store: Store,
  { imageId }: Pick<ImageRecord, 'imageId'>,
): Promise<StoredUsage | undefined> {
  const [trace, usage] = await Promise.all(
    [TRACE, USAGE].map(async (what) => {
      const artifact = await store.reader.findArtifactAt(pathOf(imageId, what));
      if (!artifact || !(await store.blobs.has(artifact.storedSha256))) return undefined;
      return JSON.parse(Buffer.from(await readArtifactBytes(store.blobs, artifact)).toString()) as unknown;
    }),
  );
  if (trace === undefined || usage === undefined) return undefined;
  return { trace: trace as EntryTraceDocument, usage: usage as UsageDocument };
}

/** What documents tell of it. */
export function documentUsage({ trace, usage }: StoredUsage | TracedUsage): DocumentUsage {
  const files = new Map(usage.files.map((file) => [file.path, file]));
  const proofOf = proofsIn(files, trace.hops);
  const byKey = new Map(usage.components.map((component) => [component.key, component.file]));
  return {
    entrypoint: [...trace.entrypoint, ...trace.cmd],
    outcome: usage.outcome,
    counts: usage.counts,
    proofOf(key) {
      const file = byKey.get(key);
      return typeof file === 'string' ? proofOf(file) : [];
    },
  };
}

/** The answer for one component; null for one that the usage does not know. */
export function componentAnswer({ trace, usage }: StoredUsage, key: string): UsageAnswer | null {
  const found = usage.components.find((component) => component.key === key);
  if (found === undefined) return null;
  const { state, strength, file, open = [] } = found;
  return {
    state,
    ...(strength === undefined ? {} : { strength }),
    steps: file === null ? [] : stepsTo({ trace, usage }, file),
    open: open.flatMap((i) => usage.open[i] ?? []) as OpenPoint[],
  };
}

/** The answer for one file. A file that nothing leads to may be open where anything may be started. */
export function fileAnswer({ trace, usage }: StoredUsage, path: string): UsageAnswer {
  const found = usage.files.find((file) => file.path === path);
  const open = usage.open.filter(({ scope }) => scope === 'any') as OpenPoint[];
  if (found === undefined)
    return open.length === 0
      ? { state: 'notReached', steps: [], open }
      : { state: 'unknown', strength: 'open', steps: [], open };
  const steps = stepsTo({ trace, usage }, path);
  return found.state === 'reached'
    ? { state: 'reached', steps, open: [] }
    : { state: 'unknown', strength: 'possible', steps, open: [] };
}

function stepsTo({ trace, usage }: StoredUsage, path: string): UsageStep[] {
  return proofsIn(new Map(usage.files.map((file) => [file.path, file])), trace.hops)(path);
}
