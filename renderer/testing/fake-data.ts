import type { ComponentDetail } from '#shared/model/component-list.ts';
import type { DiffId, Digest, ImageId, Sha256 } from '#shared/model/digest.ts';
import type { JobView } from '#shared/model/job.ts';
import type { ImageOverview, LibraryImage, OverviewLayer } from '#shared/model/library.ts';
import type { OpenPoint, UsageAnswer, UsageMechanism, UsageStep, UsageSummary } from '#shared/model/usage.ts';

const hex = (seed: string): string => seed.repeat(64).slice(0, 64);
const imageId = `sha256:${hex('5e98')}` as ImageId;

/** A name as a hostile image would have it. */
export const hostileName = '<img src=x onerror=alert(1)>\u202egpj\u001b[31m';

/** Lines of the database that every fake component is cited from. */
export const statusText = Array.from(
  { length: 400 },
  (_, k) => `Package: pkg${k}\nStatus: install ok installed\nVersion: 1.${k}-1\nMaintainer: A\u001bB\n\n`,
).join('');

const commands = [
  '/bin/sh -c #(nop) ADD file:d48cac34fac385cbc1de6adfdd88300f76f9bbe346cd17e64fd834d042a98480 in / ',
  '/bin/sh -c #(nop)  CMD ["bash"]',
  'RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends nginx openssl ca-certificates # buildkit',
  'COPY app /app # buildkit',
];

const layers: readonly OverviewLayer[] = [77_200_000, 31_000_000, 9_100_000, 52_400_000, 12_000, 4096].map(
  (size, index) => ({
    index,
    diffId: `sha256:${hex(`8fa${index}`)}` as DiffId,
    digest: `sha256:${hex(`77b${index}`)}` as Digest,
    createdBy: index === 5 ? null : (commands[index % commands.length] ?? null),
    size: Math.round(size / 2.5),
    uncompressedSize: size,
    entries: 100 * (index + 1),
    complete: index !== 5,
    cached: index < 2 ? 'unchanged' : false,
    components: { introduced: index < 4 ? 30 : 0, removed: index === 3 ? 1 : 0 },
  }),
);

export const image: LibraryImage = {
  imageId,
  tags: ['acme/web:1.4.3', 'acme/web:latest'],
  platform: { os: 'linux', architecture: 'amd64' },
  distro: { id: 'debian', versionId: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)' },
  layers: layers.length,
  components: 120,
  complete: false,
  scannedAtMs: Date.UTC(2026, 10, 21, 12),
  source: { kind: 'docker-archive', name: 'web-1.4.3.tar', path: '/srv/images/web-1.4.3.tar' },
  digests: [
    { digest: imageId, kind: 'config', provenance: 'layout' },
    { digest: `sha256:${hex('a01f')}` as Digest, kind: 'manifest', provenance: 'synthesised' },
  ],
};

export const overview: ImageOverview = {
  image,
  created: '2026-09-12T08:11:02.104233Z',
  size: layers.reduce((sum, { size }) => sum + size, 0),
  distro: null,
  entrypoint: ['/docker-entrypoint.sh'],
  cmd: ['nginx', '-g', 'daemon off;'],
  env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'NODE_ENV=production'],
  user: '',
  workingDir: '/app',
  layers,
  history: layers.map(({ createdBy, index }) => ({ createdBy, layer: index })),
  componentCounts: [
    { type: 'deb', count: 118 },
    { type: 'bin', count: 2 },
  ],
  removedComponents: 1,
  fileCounts: { file: 18_204, dir: 2100, symlink: 1573 },
  notes: [
    { code: 'truncated', what: 'the layer', at: { from: 4096, to: 8192 }, available: 4096, where: { layer: 5 } },
    { code: 'anomaly', what: 'an executable that no package names', found: '/app/tool', where: { path: 'app/tool' } },
  ],
  analyzerSet: 'os/dpkg@1,os/rpm@1',
  outdated: false,
  scanning: null,
};

/** Components of the fake image: 118 packages, two executables, one removed package. */
export const components: readonly ComponentDetail[] = Array.from({ length: 121 }, (_, k) => {
  const bin = k === 118 || k === 119;
  const removed = k === 120 ? 3 : null;
  const from = statusText.indexOf(`Package: pkg${k}\n`);
  const name =
    k === 7
      ? hostileName
      : bin
        ? `tool${k}`
        : (['libssl3', 'openssl', 'zlib1g', 'bash', 'coreutils'][k] ?? `package-${String(k).padStart(3, '0')}`);
  const key = bin ? `bin:sha256:${hex(`c${k}`)}` : `pkg:deb/debian/${encodeURIComponent(name)}@1.${k}-1?arch=amd64`;
  const introduced = k % 4;
  return {
    key,
    purl: bin ? null : key,
    type: bin ? 'bin' : 'deb',
    name,
    version: bin ? null : `1.${k}-1~deb12u2`,
    arch: bin ? null : 'amd64',
    source: bin ? null : { name: `${name}-src`, version: `1.${k}-1` },
    state: bin ? 'present' : 'installed',
    origin: bin ? 'file' : 'package-db',
    ...(removed === null
      ? { usage: k === 0 ? 'reached' : k === 118 ? 'possible' : k === 119 ? 'open' : 'notReached' }
      : {}),
    layers: { introduced, recordWritten: bin ? null : 3, lastModified: introduced, removed },
    licences: bin || k % 3 === 0 ? [] : [{ text: 'Apache-2.0', spdx: 'Apache-2.0' }],
    details: bin
      ? { machine: 'x86-64', 'object-type': 'executable', needed: 'libc.so.6' }
      : { 'stellaops:vendor': 'Debian' },
    occurrences: [{ path: bin ? `app/tool${k}` : 'var/lib/dpkg/status', layer: 3 }],
    files: [`usr/lib/${k}/libexample.so.3`, `usr/share/doc/${k}/copyright`],
    missingFiles: k === 0 ? ['usr/share/man/man1/gone.1.gz'] : [],
    fileCount: 2,
    missingFileCount: k === 0 ? 1 : 0,
    dependencies: [],
    evidence: [
      {
        source: bin ? 'executable-bytes' : 'os-package-database',
        method: bin ? 'binary-analysis' : 'manifest-analysis',
        proves: 'component',
        analyzer: 'os/dpkg-status@1',
        locator: {
          layerIndex: 3,
          diffId: `sha256:${hex('8fa3')}` as DiffId,
          path: 'var/lib/dpkg/status',
          container: [],
          kind: 'lines',
          segments: [{ from, to: statusText.indexOf('\n\n', from) + 1 }],
          sha256: hex('19c0') as Sha256,
        },
      },
    ],
  };
});

const openPoint: OpenPoint = {
  scope: 'any',
  reason: 'DynamicEnvironmentReference',
  detail: 'exec "$EXTRA"',
  file: 'docker-entrypoint.sh',
  line: 33,
  column: 1,
  hop: null,
};

export const usageSummary: UsageSummary = {
  outcome: 'partiallyresolved',
  counts: { reached: 1, notReached: 117, possible: 1, open: 1 },
  open: [openPoint],
  openCount: 1,
};

/** Reached by a script, whose line is one of {@link statusText}. */
export const reached: UsageAnswer = {
  state: 'reached',
  steps: [
    { ...step('hop', 'start', null, 'docker-entrypoint.sh'), as: '/docker-entrypoint.sh' },
    { ...step('hop', 'exec', 'docker-entrypoint.sh', 'usr/sbin/nginx'), file: 'docker-entrypoint.sh', line: 41 },
    step('link', 'default-directory', 'usr/sbin/nginx', 'usr/lib/0/libexample.so.3'),
  ],
  open: [],
};

export const open: UsageAnswer = { state: 'unknown', strength: 'open', steps: [], open: [openPoint] };

function step(mechanism: UsageMechanism, rule: string, from: string | null, to: string): UsageStep {
  return { mechanism, rule, from, to, as: to.split('/').at(-1) ?? to, file: null, line: null, column: null, hop: null };
}

/** A scan in the middle of its layers. */
export const runningJob: JobView = {
  id: hex('ab'),
  kind: 'scan',
  status: 'running',
  title: 'worker-2.0.tar',
  path: '/srv/images/worker-2.0.tar',
  image: null,
  platform: null,
  attempt: 1,
  maxAttempts: 3,
  createdAtMs: 0,
  updatedAtMs: 0,
  here: true,
  progress: {
    imageId: null,
    stages: [
      { stage: 'acquire', state: 'done', startedAtMs: 0, endedAtMs: 4000 },
      { stage: 'layers', state: 'running', startedAtMs: 4000, endedAtMs: null },
      ...(['rootfs', 'analyze', 'compose', 'usage', 'emit', 'store'] as const).map((stage) => ({
        stage,
        state: 'waiting' as const,
        startedAtMs: null,
        endedAtMs: null,
      })),
    ],
    layers: (['done', 'done', 'reading', 'waiting', 'failed'] as const).map((state, index) => ({
      index,
      diffId: null,
      state,
      bytesIn: state === 'reading' ? 60 : 100,
      total: 100,
      entries: 10,
      cached: index === 0 ? 'unchanged' : state === 'done' ? false : null,
    })),
    counters: { layersDone: 2, layersTotal: 5, bytesIn: 131_000_000, bytesTotal: 214_000_000, entries: 18_204 },
    heartbeatAtMs: 0,
  },
  failure: null,
  imageId: null,
  signing: null,
  result: null,
};

/** A scan that found no image. */
export const failedJob: JobView = {
  ...runningJob,
  id: hex('cd'),
  status: 'failed',
  title: 'old.tar',
  progress: null,
  failure: { code: 'damaged', message: 'Cannot read layer 4: gzip stream ends at byte 73401112', choices: [] },
};
