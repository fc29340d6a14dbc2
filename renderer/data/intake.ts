import type { ImageId } from '#shared/model/digest.ts';
import type { Preflight } from '#shared/model/library.ts';
import { GiB, type Bytes } from '#shared/model/units.ts';
import { failureWords } from './failure-words.ts';
import { announce } from '../state/announcer.ts';
import { text } from '../text/en.ts';
import type { Api } from './api.ts';
import { compareImages } from './compare.ts';
import type { Given } from './dropped-files.ts';
import {
  type Batch,
  intakeStore,
  type Incoming,
  type IntakeStep,
  type KnownChoice,
  usualChoice,
} from './intake-state.ts';
import { uploadBytes } from './upload.ts';

/** Something on this machine, or a finished upload. */
type Source = Readonly<{ path: string }> | Readonly<{ uploadId: string }>;

/** More files than this are confirmed once. */
const ASK_ABOVE = 10;
/** What is copied to the engine before somebody said yes: it takes room on the disk, and the engine keeps some such only. */
const AHEAD: Bytes = 4 * GiB;

/** Takes files and folders in: checks, uploads where a path cannot be had, asks what must be asked, starts jobs. */
export class IntakeDesk {
  readonly #api: Api;
  readonly #token: string;
  readonly #given = new Map<number, Given>();
  readonly #sources = new Map<number, Source>();
  readonly #aborts = new Map<number, AbortController>();
  /** What was dropped to be compared with an image. */
  readonly #compare = new Map<number, ImageId>();
  /** Given alone: what becomes of it is shown. */
  readonly #alone = new Set<number>();
  /** Of a confirmed batch: nothing more is asked unless it must be. */
  readonly #confirmed = new Set<number>();
  #limit: Bytes = Number.POSITIVE_INFINITY;
  #next = 1;
  #ahead: Bytes = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(api: Api, token: string) {
    this.#api = api;
    this.#token = token;
  }

  /** Secret of the engine, for requests beside its socket. */
  get token(): string {
    return this.#token;
  }

  /** Largest file that the engine takes from a browser; without it, the engine itself refuses. */
  set uploadLimit(limit: Bytes) {
    this.#limit = limit;
  }

  /** Takes one file in, and shows what differs between an image and the one in it. */
  compare(given: Given, compareWith: ImageId): void {
    this.#take(given, true, compareWith);
  }

  /** @param together several of them are one question: a folder was given, whatever it holds */
  add(given: readonly Given[], together = false): void {
    if (given.length > ASK_ABOVE || (together && given.length > 1)) this.#takeTogether(given);
    else for (const one of given) this.#take(one, given.length === 1);
  }

  addPaths(paths: readonly string[]): void {
    this.add(paths.map((path) => ({ name: path.split(/[/\\]/).at(-1) ?? path, size: null, from: { path } })));
  }

  /** A folder that cannot be taken in as it is. */
  refuseFolder(name: string, message: string): void {
    this.#step(this.#add(name, null), { at: 'refused', code: 'folder', message });
  }

  /** Starts the chosen images, one job each. */
  async start(id: number, choices: readonly KnownChoice[], alone = false): Promise<void> {
    const source = this.#sources.get(id);
    if (!source) return;
    const several = this.#item(id)?.step.at === 'choose';
    intakeStore.set((intake) => ({ ...intake, choosing: null }));
    try {
      // Of several images the first is what is compared.
      for (const [at, choice] of choices.entries()) {
        const compareWith = at === 0 ? (this.#compare.get(id) ?? null) : null;
        const follows = alone || compareWith !== null;
        await this.#startOne(source, several ? nameOf(choice) : undefined, choice.known, follows, compareWith);
      }
      this.#forget(id);
    } catch (error) {
      this.#step(id, refusal(error));
    }
  }

  /** The answer to a batch: what is clear and chosen starts, the rest of it does so when it was looked into. */
  async confirm(): Promise<void> {
    const { batch } = intakeStore.get();
    if (!batch) return;
    intakeStore.set((intake) => ({ ...intake, batch: null }));
    for (const id of batch.ids) this.#confirmed.add(id);
    for (const id of batch.ids) {
      const item = this.#item(id);
      if (!item) continue;
      const { step } = item;
      if (step.at === 'clear') await this.#startClear(id, step.choice);
      else if (step.at === 'choose') {
        const picked = batch.picked.get(id) ?? usualChoice(step.choices);
        const chosen = step.choices.filter((_, at) => picked.includes(at));
        if (chosen.length > 0) await this.start(id, chosen);
        else this.dismiss(id);
      } else if (step.at === 'known' && batch.again.has(id)) await this.start(id, [step.choice]);
      else if (step.at === 'known' || step.at === 'refused') this.dismiss(id);
      else if (step.at === 'held') this.#enqueue(() => this.#prepare(id));
    }
  }

  /** Is what was given still at hand, so that a refused file can be looked into again? */
  canRetry(id: number): boolean {
    return this.#given.has(id);
  }

  /** The disk was full, the file was still being written: once more. */
  retry(id: number): void {
    this.#step(id, { at: 'waiting' });
    this.#enqueue(() => this.#prepare(id));
  }

  /** Nothing of the batch is wanted. */
  cancelBatch(): void {
    const { batch } = intakeStore.get();
    intakeStore.set((intake) => ({ ...intake, batch: null }));
    for (const id of batch?.ids ?? []) this.dismiss(id);
  }

  dismissQuestion(): void {
    intakeStore.set((intake) => ({ ...intake, choosing: null }));
  }

  /** Somebody wants nothing of it: what was sent for it goes too. */
  dismiss(id: number): void {
    this.#discard(id);
    this.#forget(id);
  }

  #take(given: Given, alone: boolean, compareWith?: ImageId): void {
    const id = this.#add(given.name, given.size);
    this.#given.set(id, given);
    if (alone) this.#alone.add(id);
    if (compareWith !== undefined) this.#compare.set(id, compareWith);
    this.#enqueue(() => this.#prepare(id));
  }

  /** A second batch joins the first: there is one question at a time. */
  #takeTogether(given: readonly Given[]): void {
    const ids = given.map((one) => {
      const id = this.#add(one.name, one.size);
      this.#given.set(id, one);
      return id;
    });
    if (intakeStore.get().batch === null) this.#ahead = 0;
    intakeStore.set((intake) => {
      const { ids: before = [], picked = new Map(), again = new Set<number>() } = intake.batch ?? {};
      return { ...intake, batch: { ids: [...before, ...ids], picked, again } };
    });
    for (const id of ids) this.#enqueue(() => this.#prepare(id));
  }

  #item(id: number): Incoming | undefined {
    return intakeStore.get().items.find((item) => item.id === id);
  }

  #asked(id: number): boolean {
    return intakeStore.get().batch?.ids.includes(id) === true;
  }

  /** An upload that nothing will scan takes room until the engine ends. */
  #discard(id: number): void {
    const source = this.#sources.get(id);
    // That it could not be is nothing to tell anybody.
    if (source && 'uploadId' in source) this.#api.scan.discard.mutate(source).catch(() => undefined);
  }

  #forget(id: number): void {
    this.#aborts.get(id)?.abort();
    for (const map of [this.#aborts, this.#compare, this.#sources, this.#given]) map.delete(id);
    for (const set of [this.#alone, this.#confirmed]) set.delete(id);
    intakeStore.set((intake) => ({
      ...intake,
      items: intake.items.filter((item) => item.id !== id),
      batch: without(intake.batch, id),
      choosing: intake.choosing === id ? null : intake.choosing,
    }));
  }

  #add(name: string, size: Bytes | null): number {
    const id = this.#next++;
    intakeStore.set((intake) => ({ ...intake, items: [...intake.items, { id, name, size, step: { at: 'waiting' } }] }));
    return id;
  }

  /** One after the other: two uploads at once are each half as fast, and the first is wanted first. */
  #enqueue(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work);
  }

  /** Gets the bytes to where the engine can read them, and looks into them. */
  async #prepare(id: number): Promise<void> {
    const given = this.#given.get(id);
    if (!given) return;
    const { name, from } = given;
    if ('path' in from) {
      await this.#check(id, from);
      return;
    }
    const { body } = from;
    if (body.size > this.#limit) {
      this.#step(id, { at: 'refused', code: 'too-large', message: text.incoming.tooLarge(body.size, this.#limit) });
      return;
    }
    if (this.#asked(id)) {
      if (this.#ahead > 0 && this.#ahead + body.size > AHEAD) {
        this.#step(id, { at: 'held' });
        return;
      }
      this.#ahead += body.size;
    }
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    this.#step(id, { at: 'uploading', sent: 0 });
    const onSent = (sent: Bytes): void => this.#step(id, { at: 'uploading', sent });
    try {
      const uploadId = await uploadBytes(name, body, this.#token, onSent, abort.signal);
      await this.#check(id, { uploadId });
    } catch (error) {
      if (abort.signal.aborted) return;
      const why = failureWords(error);
      this.#step(id, { at: 'refused', code: 'upload', message: text.incoming.uploadFailed(why) });
    }
  }

  async #check(id: number, source: Source): Promise<void> {
    this.#sources.set(id, source);
    this.#step(id, { at: 'checking' });
    try {
      await this.#decide(id, source, await this.#api.scan.preflight.mutate({ source }));
    } catch (error) {
      this.#step(id, refusal(error));
    }
  }

  async #decide(id: number, source: Source, found: Preflight): Promise<void> {
    // Dismissed while it was looked into.
    if (!this.#sources.has(id)) return;
    const asked = this.#asked(id);
    if (found.kind === 'refused') {
      this.#discard(id);
      this.#step(id, { at: 'refused', code: found.code, message: found.message });
      return;
    }
    if (found.kind === 'directory') {
      if (asked) this.#step(id, { at: 'clear', choice: null });
      else await this.#startClear(id, null);
      return;
    }
    const [only, ...others] = found.choices;
    if (only && others.length === 0) {
      const compareWith = this.#compare.get(id);
      if (only.known && only.imageId !== null && compareWith !== undefined) {
        this.#discard(id);
        this.#forget(id);
        await compareImages(this.#api, compareWith, only.imageId);
      } else if (only.known) this.#step(id, { at: 'known', choice: only });
      else if (asked) this.#step(id, { at: 'clear', choice: only });
      else await this.#startClear(id, only);
      return;
    }
    this.#step(id, { at: 'choose', choices: found.choices });
    if (asked) return;
    // What was confirmed unseen gets what the sheet would have proposed.
    if (this.#confirmed.has(id)) {
      const usual = usualChoice(found.choices);
      await this.start(
        id,
        found.choices.filter((_, at) => usual.includes(at)),
      );
    } else intakeStore.set((intake) => ({ ...intake, choosing: intake.choosing ?? id }));
  }

  async #startClear(id: number, choice: KnownChoice | null): Promise<void> {
    const source = this.#sources.get(id);
    if (choice) await this.start(id, [choice], this.#alone.has(id));
    else if (source) {
      try {
        await this.#startOne(source, undefined, false, this.#alone.has(id), this.#compare.get(id) ?? null);
        this.#forget(id);
      } catch (error) {
        this.#step(id, refusal(error));
      }
    }
  }

  async #startOne(
    source: Source,
    image: string | undefined,
    force: boolean,
    follows: boolean,
    compareWith: ImageId | null,
  ): Promise<void> {
    const { jobId } = await this.#api.scan.start.mutate({
      source,
      ...(image === undefined ? {} : { image }),
      ...(force ? { force } : {}),
    });
    if (follows) intakeStore.set((intake) => ({ ...intake, follow: { jobId, compareWith, early: null } }));
  }

  #step(id: number, step: IntakeStep): void {
    intakeStore.set((intake) => ({
      ...intake,
      items: intake.items.map((item) => (item.id === id ? { ...item, step } : item)),
    }));
    // A sheet that is looked at says it itself, thirty times over.
    if (step.at === 'refused' && !this.#asked(id)) announce(step.message, true);
  }
}

/** The batch that is left; a question about nothing is none. */
function without(batch: Batch | null, id: number): Batch | null {
  const ids = batch?.ids.filter((other) => other !== id) ?? [];
  return batch && ids.length > 0 ? { ...batch, ids } : null;
}

/** How `--image` would name it. */
function nameOf({ positions, digest, tags }: KnownChoice): string | undefined {
  const [position] = positions;
  return position === undefined ? (digest ?? tags[0]) : `@${position}`;
}

function refusal(error: unknown): IntakeStep {
  return { at: 'refused', code: 'failed', message: failureWords(error) };
}
