import { count, counted } from './formats.ts';
import { soFarText } from './so-far.ts';

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
    interrupted: 'The first scan of this image was interrupted, so nothing of it is in this library yet.',
    running: 'The scan of this image has begun: its archive is looked into.',
    failed: 'The first scan of this image failed, so nothing of it is in this library yet.',
    cancelled: 'The first scan of this image was cancelled, so nothing of it is in this library yet.',
  },
  cleared:
    'Its first scan brought nothing, and that scan was taken off the list of jobs. Give the archive again to scan it.',
  sections: {
    components: 'The rows are final, and can be filtered, when the scan has ended.',
    start:
      'What starts is followed once the merged file system is there: its steps are shown below what the configuration says.',
    links: 'Links are resolved once the merged file system is there.',
    exports:
      'Documents can be exported when the scan has ended: one made of half an image would look like a whole one elsewhere.',
    layers:
      'Names come from the image’s history. What a layer’s archive holds can be listed as soon as it is read; what each layer changed is known when the scan has ended.',
  },
  ...soFarText,
  partial: {
    title: 'Rows so far',
    save: 'Save the rows so far…',
    what: 'A listing of the components found, as JSON. It says in its name and in its data that it is partial; it is no SBOM, and is not kept here.',
    later: 'Rows can be saved once all layers are merged and their components are counted.',
    saved: (name: string): string => `Saved ${name}`,
    failed: (why: string): string => `The rows were not saved: ${why}`,
  },
  attaching:
    'Attestations can be attached now. They are held in memory and stored with the image when its scan ends; if the scan fails or is cancelled they are not kept, and have to be attached again.',
  attachedEnded: 'The scan has ended: what was attached is stored with the image.',
  usageOpen: 'What the start reaches is not known yet.',
  newRows: (value: number): string =>
    value > 0 ? `${counted(value, 'new row', 'new rows')}: show` : 'There is more: show',
  more: 'Show more',
  list: 'List',
  listLayer: (index: number): string => `List what layer ${index} holds`,
  entriesOf: (index: number): string => `Entries of layer ${index}`,
  entriesAre: 'The layer’s own archive, in its order. Nothing is merged with other layers yet.',
  entriesLater: 'The image does not say what this layer is called: its entries can be listed when the scan has ended.',
  entryType: (type: string): string =>
    type === 'whiteout' ? 'removed here' : type === 'opaque' ? 'emptied here' : type,
  page: (from: number, to: number, total: number): string => `${count(from)}–${count(to)} of ${count(total)}`,
  earlier: 'Earlier',
  later: 'Later',
  layerStates: {
    waiting: 'not started',
    locked: 'another scan reads it',
    hashing: 'being hashed',
    reading: 'being read',
    done: 'read',
    failed: 'failed',
  },
} as const;
