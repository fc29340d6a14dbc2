import type { JobLayer, JobStage, JobStatus, ScanStage } from '#shared/model/job.ts';
import type { Bytes, LayerIndex } from '#shared/model/units.ts';
import { count, counted, duration, listed, size } from './formats.ts';
import { refusalCause } from './refusals.ts';

const stages: Readonly<Record<ScanStage, string>> = {
  acquire: 'Open',
  layers: 'Read layers',
  rootfs: 'Merge',
  analyze: 'Analyse',
  compose: 'Compose',
  usage: 'Trace the start',
  emit: 'Write documents',
  store: 'Store',
};
const stageStates: Readonly<Record<JobStage['state'], string>> = {
  waiting: 'not started',
  running: 'running',
  done: 'done',
  failed: 'failed',
};
const layerStates: Readonly<Record<JobLayer['state'], string>> = {
  waiting: 'not started',
  locked: 'read by another scan, waiting',
  hashing: 'hashing',
  reading: 'reading',
  done: 'done',
  failed: 'failed',
};
const jobStates: Readonly<Record<JobStatus, string>> = {
  running: 'Running',
  queued: 'Queued',
  interrupted: 'Interrupted',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};
const nextSteps: Readonly<Record<string, string>> = {
  'not-found': 'Check that the file is still there and that this account may read it.',
  'not-an-image':
    'Give it a docker-save archive, an OCI archive, an OCI layout folder, or a root file system in a folder.',
  ambiguous: 'Choose which of the images to scan.',
  'no-such-image': 'Choose one of the images that the archive holds.',
  'no-such-platform': 'Choose one of the platforms that the archive holds.',
  damaged: 'Get the archive again, for example by exporting it once more, and compare its checksum with the original.',
  unreadable: 'Check that this account may read the file.',
  'would-need-network':
    'Export the image to a file first, for example with `docker save`; the console makes no connections.',
  'too-large': 'Scan it with the command line, which reads it in place.',
  busy: 'Another process has the data folder. Try again in a moment.',
};

/** Words about scans. */
export const jobsText = {
  title: 'Jobs',
  none: 'No jobs yet',
  noneText: 'A scan that is started here or on the command line, in the same data folder, is listed here.',
  summary: (counts: readonly (readonly [JobStatus, number])[]): string =>
    listed(counts.map(([status, value]) => `${count(value)} ${jobStates[status].toLowerCase()}`)),
  states: jobStates,
  stages,
  stageState: (stage: ScanStage, state: JobStage['state']): string => `${stages[stage]}: ${stageStates[state]}`,
  layerState: (index: LayerIndex, state: JobLayer['state'], cached: JobLayer['cached']): string =>
    `layer ${index}: ${cached ? 'known, not read again' : layerStates[state]}`,
  layersTitle: 'Layers',
  legend: { cached: 'known', done: 'read', running: 'being read', waiting: 'not started', failed: 'failed' },
  elsewhere: 'in another process',
  attempt: (now: number, most: number): string => `attempt ${now} of ${most}`,
  heartbeat: (gone: string): string => `last sign of life ${gone}`,
  quiet: (gone: string, stage: string): string => `No progress for ${gone}; waiting for: ${stage}`,
  entries: (value: number): string => counted(value, 'entry', 'entries'),
  read: (bytes: Bytes, total: Bytes): string => `${size(bytes)} of ${size(total)}`,
  layersDone: (done: number, total: number): string => `${done} of ${counted(total, 'layer', 'layers')}`,
  found: (value: number): string => counted(value, 'component', 'components'),
  cancelled: 'Cancelled; layers that were finished are kept and will not be read again',
  interrupted: 'Its process ended. It goes on by itself in a moment; layers that were finished are not read again.',
  elapsed: (milliseconds: number): string => duration(milliseconds),
  cause: refusalCause,
  nextStep: (code: string): string => nextSteps[code] ?? 'Try again; if it fails again, the details say where.',
  copyDetails: 'diagnostic details',
  clear: 'Clear done and cancelled',
  clearTip: 'Takes them off this list. Images, layers and documents stay.',
  clearJob: (title: string): string => `Take ${title} off the list`,
  clearOne: 'Take off the list',
  cleared: (value: number): string => `${counted(value, 'job', 'jobs')} taken off the list`,
  cancelJob: (title: string): string => `Cancel ${title}`,
  announce: (title: string, state: JobStatus): string => `${title}: ${jobStates[state].toLowerCase()}`,
  stageNow: (stage: ScanStage): string => stages[stage],
  partial: 'partial',
};
