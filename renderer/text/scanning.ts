import { count, counted } from './formats.ts';

/** The words of an image while its first scan runs, a part of the catalogue. */
export const scanningText = {
  ribbon: 'Scanning: results are provisional.',
  provisional: 'Provisional',
  ended: 'The scan has ended: numbers are final.',
  waiting: (stage: string): string => `Waiting for: ${stage}`,
  layers: (done: number, total: number): string => `${count(done)} of ${counted(total, 'layer', 'layers')} read so far`,
  entries: (value: number): string => `${counted(value, 'entry', 'entries')} so far`,
  soFar: 'so far',
  newer: 'There is more: show',
  /** Of an image whose first scan has not brought it. */
  unfinished: {
    queued: 'The scan of this image waits for its turn.',
    interrupted: 'The scan of this image was interrupted; layers that were read are kept.',
    running: 'The scan of this image has begun: its archive is looked into.',
    failed: 'The first scan of this image failed, so nothing of it is in this library yet.',
    cancelled: 'The first scan of this image was cancelled; layers that were read are kept.',
  },
  sections: {
    components: 'The rows of components are there when the scan has ended.',
    start: 'What starts is followed once the merged file system is there. The configuration says:',
    links: 'Links are resolved once the merged file system is there.',
    attestations:
      'An attestation can be attached when the scan has ended: its subject is compared with the image then.',
    exports: 'Documents can be exported when the scan has ended.',
    diff: 'A comparison needs both images: this one is still read.',
    layers: 'Names come from the image’s history. The files of a layer can be walked when the scan has ended.',
  },
  layerStates: {
    waiting: 'not started',
    locked: 'another scan reads it',
    hashing: 'being hashed',
    reading: 'being read',
    done: 'read',
    failed: 'failed',
  },
} as const;
