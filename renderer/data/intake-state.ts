import type { ImageId } from '#shared/model/digest.ts';
import type { ImageChoice } from '#shared/model/image-choice.ts';
import type { Bytes } from '#shared/model/units.ts';
import { createStore } from '../state/store.ts';

export type KnownChoice = ImageChoice & Readonly<{ known: boolean; host: boolean }>;

/** How far a file has come on its way to becoming a job. */
export type IntakeStep = Readonly<
  | { at: 'waiting' }
  | { at: 'uploading'; sent: Bytes }
  | { at: 'checking' }
  /** Of a batch: so much was copied for it already that this one is looked into once the batch is confirmed. */
  | { at: 'held' }
  /** Of a batch: nothing to ask. null: a folder that is a root file system. */
  | { at: 'clear'; choice: KnownChoice | null }
  | { at: 'choose'; choices: readonly KnownChoice[] }
  | { at: 'known'; choice: KnownChoice }
  | { at: 'refused'; code: string; message: string }
>;

/** A file that was given and is no job yet. */
export type Incoming = Readonly<{ id: number; name: string; size: Bytes | null; step: IntakeStep }>;

/** Files that are confirmed together. `picked`: chosen images of those that hold several; `again`: known ones to be scanned again. */
export type Batch = Readonly<{
  ids: readonly number[];
  picked: ReadonlyMap<number, readonly number[]>;
  again: ReadonlySet<number>;
}>;

/** `batch`: what waits for one confirmation. `choosing`: whose choices are shown. */
export type Intake = Readonly<{
  items: readonly Incoming[];
  batch: Batch | null;
  choosing: number | null;
  /**
   * The job of the file that was dropped alone: its image is shown, or compared with another one when it is done. `early`: was it
   * shown already while the scan ran? null: it is not known yet which image it is.
   */
  follow: Readonly<{ jobId: string; compareWith: ImageId | null; early: boolean | null }> | null;
}>;

export const emptyIntake: Intake = { items: [], batch: null, choosing: null, follow: null };
export const intakeStore = createStore<Intake>(emptyIntake);

/** Positions in the list of choices that are meant unless somebody says otherwise: those for this machine's platform, else the first. */
export function usualChoice(choices: readonly KnownChoice[]): readonly number[] {
  const here = choices.flatMap(({ present, host }, at) => (present && host ? [at] : []));
  if (here.length > 0) return here;
  const first = choices.findIndex(({ present }) => present);
  return first === -1 ? [] : [first];
}

/** How many jobs one item of a batch becomes, as far as it is known: what was not looked into counts as one. */
export function jobsOf({ id, step }: Incoming, { picked, again }: Batch): number {
  switch (step.at) {
    case 'choose':
      return (picked.get(id) ?? usualChoice(step.choices)).length;
    case 'known':
      return again.has(id) ? 1 : 0;
    case 'refused':
      return 0;
    default:
      return 1;
  }
}
