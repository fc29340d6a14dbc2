export { AcquireError, type AcquireErrorCode } from './acquire-error.ts';
export { openSource } from './open-source.ts';
export { printChoice } from './select/select-image.ts';
export type {
  AcquiredAttestation,
  AcquiredDirectory,
  AcquiredImage,
  AcquiredLayer,
  AcquiredSource,
  BlobRegion,
  ImageChoice,
  OpenOptions,
  Spool,
} from './types.ts';
export { parseReference } from './parse-reference.ts';
