import { failures } from '#shared/text/failures.ts';

/** The data folder failed, by the code that the store gives. */
const store: Readonly<Record<string, string>> = {
  'missing-blob': 'Some bytes are not in the data folder any more.',
  'corrupt-blob': 'Bytes in the data folder are not what their name says.',
  'too-large': 'This has more bytes than the data folder takes.',
  'newer-catalog': 'The catalog was written by a later version of this program.',
  'not-a-catalog': 'The catalog in the data folder is damaged.',
  busy: 'Other processes keep the catalog locked. Try again.',
  locked: 'Another process collects garbage. Try again when it has ended.',
  immutable: 'This is immutable: its retention can only be lengthened.',
};

/** Why a request failed, a part of the catalogue. */
export const failuresText = {
  asked: failures,
  store,
  /** `found` is what the engine, or the connection to it, says in its own words. */
  other: (found: string): string => `The engine says: ${found}`,
} as const;
