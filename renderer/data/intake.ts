import type { ImageId } from '#shared/model/digest.ts';
import type { ImageChoice } from '#shared/model/image-choice.ts';
import type { Preflight } from '#shared/model/library.ts';
import type { Bytes } from '#shared/model/units.ts';
import { announce } from '../state/announcer.ts';
import { createStore } from '../state/store.ts';
import { text } from '../text/en.ts';
import type { Api } from './api.ts';
import { compareImages } from './compare.ts';
import { host } from './host.ts';
import { uploadFile } from './upload.ts';

/** Something on this machine, or a finished upload. */
type Source = Readonly<{ path: string }> | Readonly<{ uploadId: string }>;

export type KnownChoice = ImageChoice & Readonly<{ known: boolean }>;

/** How far a file has come on its way to becoming a job. */
export type IntakeStep = Readonly<
  | { at: 'waiting' }
  | { at: 'uploading'; sent: Bytes }
  | { at: 'checking' }
  | { at: 'choose'; choices: readonly KnownChoice[] }
  | { at: 'known'; choice: KnownChoice }
  | { at: 'refused'; code: string; message: string }
>;

/** A file that was given and is no job yet. */
export type Incoming = Readonly<{ id: number; name: string; size: Bytes | null; step: IntakeStep }>;

/** `asking`: files that wait for one confirmation because they are many. `choosing`: whose choices are shown. */
export type Intake = Readonly<{
  items: readonly Incoming[];
  asking: readonly File[] | null;
  choosing: number | null;
  /** The job of the file that was dropped alone: its image is shown when it is done, or compared with another one. */
  follow: Readonly<{ jobId: string; compareWith: ImageId | null }> | null;
}>;

export const emptyIntake: Intake = { items: [], asking: null, choosing: null, follow: null };
export const intakeStore = createStore<Intake>(emptyIntake);

/** More files than this are confirmed once before anything is read. */
const ASK_ABOVE = 10;

/** Takes files and folders in: checks, uploads where a path cannot be had, asks what must be asked, starts jobs. */
export class IntakeDesk {
  readonly #api: Api;
  readonly #token: string;
  readonly #sources = new Map<number, Source>();
  readonly #aborts = new Map<number, AbortController>();
  /** What was dropped to be compared with an image. */
  readonly #compare = new Map<number, ImageId>();
  #limit: Bytes = Number.POSITIVE_INFINITY;
  #next = 1;
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
  compareFile(file: File, compareWith: ImageId): void {
    this.#take(file, true, compareWith);
  }

  addFiles(files: readonly File[], confirmed = false): void {
    if (files.length > ASK_ABOVE && !confirmed) {
      intakeStore.set((intake) => ({ ...intake, asking: files }));
      return;
    }
    intakeStore.set((intake) => ({ ...intake, asking: null }));
    for (const file of files) this.#take(file, files.length === 1);
  }

  #take(file: File, alone: boolean, compareWith?: ImageId): void {
    const path = host()?.pathOf(file) ?? '';
    const id = this.#add(file.name, file.size);
    if (compareWith !== undefined) this.#compare.set(id, compareWith);
    this.#enqueue(() => (path === '' ? this.#upload(id, file, alone) : this.#check(id, { path }, alone)));
  }

  addPaths(paths: readonly string[]): void {
    for (const path of paths) {
      const id = this.#add(path.split(/[/\\]/).at(-1) ?? path, null);
      this.#enqueue(() => this.#check(id, { path }, paths.length === 1));
    }
  }

  /** A folder of which a browser shows nothing that can be scanned. */
  addEmptyFolder(name: string): void {
    this.#step(this.#add(name, null), { at: 'refused', code: 'folder', message: text.incoming.folder });
  }

  /** Starts the chosen images, one job each. */
  async start(id: number, choices: readonly KnownChoice[], alone = false): Promise<void> {
    const source = this.#sources.get(id);
    if (!source) return;
    const several = intakeStore.get().items.find((item) => item.id === id)?.step.at === 'choose';
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

  dismissQuestion(): void {
    intakeStore.set((intake) => ({ ...intake, asking: null, choosing: null }));
  }

  /** Somebody wants nothing of it: what was sent for it goes too. */
  dismiss(id: number): void {
    this.#discard(id);
    this.#forget(id);
  }

  /** An upload that nothing will scan takes room until the engine ends. */
  #discard(id: number): void {
    const source = this.#sources.get(id);
    // That it could not be is nothing to tell anybody.
    if (source && 'uploadId' in source) this.#api.scan.discard.mutate(source).catch(() => undefined);
  }

  #forget(id: number): void {
    this.#aborts.get(id)?.abort();
    this.#aborts.delete(id);
    this.#compare.delete(id);
    this.#sources.delete(id);
    intakeStore.set((intake) => ({
      ...intake,
      items: intake.items.filter((item) => item.id !== id),
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

  async #upload(id: number, file: File, alone: boolean): Promise<void> {
    if (!intakeStore.get().items.some((item) => item.id === id)) return;
    if (file.size > this.#limit) {
      this.#step(id, { at: 'refused', code: 'too-large', message: text.incoming.tooLarge(file.size, this.#limit) });
      return;
    }
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    this.#step(id, { at: 'uploading', sent: 0 });
    try {
      const uploadId = await uploadFile(
        file,
        this.#token,
        (sent) => this.#step(id, { at: 'uploading', sent }),
        abort.signal,
      );
      await this.#check(id, { uploadId }, alone);
    } catch (error) {
      if (abort.signal.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      this.#step(id, { at: 'refused', code: 'upload', message: text.incoming.uploadFailed(why) });
    }
  }

  async #check(id: number, source: Source, alone: boolean): Promise<void> {
    this.#sources.set(id, source);
    this.#step(id, { at: 'checking' });
    try {
      await this.#decide(id, source, await this.#api.scan.preflight.mutate({ source }), alone);
    } catch (error) {
      this.#step(id, refusal(error));
    }
  }

  async #decide(id: number, source: Source, found: Preflight, alone: boolean): Promise<void> {
    // Dismissed while it was looked into.
    if (!this.#sources.has(id)) return;
    if (found.kind === 'refused') {
      this.#discard(id);
      this.#step(id, { at: 'refused', code: found.code, message: found.message });
      return;
    }
    if (found.kind === 'images') {
      const [only, ...others] = found.choices;
      if (only && others.length === 0) {
        const compareWith = this.#compare.get(id);
        if (only.known && only.imageId !== null && compareWith !== undefined) {
          this.#discard(id);
          this.#forget(id);
          await compareImages(this.#api, compareWith, only.imageId);
        } else if (only.known) this.#step(id, { at: 'known', choice: only });
        else await this.start(id, [only], alone);
        return;
      }
      this.#step(id, { at: 'choose', choices: found.choices });
      intakeStore.set((intake) => ({ ...intake, choosing: intake.choosing ?? id }));
      return;
    }
    await this.#startOne(source, undefined, false, alone, this.#compare.get(id) ?? null);
    this.#forget(id);
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
    if (follows) intakeStore.set((intake) => ({ ...intake, follow: { jobId, compareWith } }));
  }

  #step(id: number, step: IntakeStep): void {
    intakeStore.set((intake) => ({
      ...intake,
      items: intake.items.map((item) => (item.id === id ? { ...item, step } : item)),
    }));
    if (step.at === 'refused') announce(step.message, true);
  }
}

/** How `--image` would name it. */
function nameOf({ positions, digest, tags }: KnownChoice): string | undefined {
  const [position] = positions;
  return position === undefined ? (digest ?? tags[0]) : `@${position}`;
}

function refusal(error: unknown): IntakeStep {
  return { at: 'refused', code: 'failed', message: error instanceof Error ? error.message : String(error) };
}
