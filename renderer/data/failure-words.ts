import type { Failure } from '#shared/text/failures.ts';
import { text } from '../text/en.ts';
import { visibleLine } from '../text/visible-text.ts';

type Told = Readonly<{ failure?: Failure | null; reason?: string | null }>;

/** Why a request failed, in the words of the catalogue. What it names may come from an image, so it is made visible. */
export function failureWords(error: unknown): string {
  return visibleLine(sentenceOf(error));
}

/** The same of a failure that an answer tells of. */
export function failureTold(failure: Failure): string {
  return failureWords({ data: { failure } });
}

function sentenceOf(error: unknown): string {
  const { failure, reason } = toldBy(error);
  if (failure) {
    const make = text.failures.asked[failure.kind] as ((named: Failure) => string) | undefined;
    if (make) return make(failure);
  }
  const store = text.failures.store[reason ?? ''];
  if (store !== undefined) return store;
  const found = error instanceof Error ? error.message : String(error);
  return text.failures.other(found);
}

/** The same, where nothing may have failed. */
export function failureOf(error: unknown): string | null {
  return error === null || error === undefined ? null : failureWords(error);
}

/** Was a path asked for that no layer of the image has? */
export function isMissing(error: unknown): boolean {
  return toldBy(error).failure?.kind === 'no-path';
}

/** What the engine tells with an error, by socket or upload; nothing of that, where it did not get so far. */
function toldBy(error: unknown): Told {
  return (error as Readonly<{ data?: Told | null }> | null)?.data ?? {};
}
