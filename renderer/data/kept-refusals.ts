import { intakeStore, type Incoming, type IntakeStep } from './intake-state.ts';

/** In this window's own memory, which a reload leaves. */
const KEY = 'stellaops.refused';
const MOST = 50;

type Refused = Readonly<{ name: string; size: number | null; step: Extract<IntakeStep, { at: 'refused' }> }>;

/**
 * Keeps what was refused listed until somebody takes it off the list, also after a reload: it became no job, so nothing but this
 * window knows of it. Their ids are below those that are given out.
 */
export function keepRefusals(storage: Pick<Storage, 'getItem' | 'setItem'> = sessionStorage): void {
  const kept = parseRefusals(storage.getItem(KEY)).map(({ name, size, step }, at): Incoming => ({
    id: -1 - at,
    name,
    size,
    step,
  }));
  if (kept.length > 0) intakeStore.set((intake) => ({ ...intake, items: [...kept, ...intake.items] }));
  let saved = '';
  intakeStore.subscribe(() => {
    const refused = intakeStore
      .get()
      .items.flatMap(({ name, size, step }): Refused[] => (step.at === 'refused' ? [{ name, size, step }] : []));
    const words = JSON.stringify(refused.slice(-MOST));
    if (words !== saved) storage.setItem(KEY, words);
    saved = words;
  });
}

/** Another version of this page may have left it: what is not understood goes. */
function parseRefusals(stored: string | null): readonly Refused[] {
  let value: unknown;
  try {
    value = JSON.parse(stored ?? '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown): Refused[] => {
    const { name, size, step } = record(one);
    const { at, code, message } = record(step);
    if (typeof name !== 'string' || at !== 'refused' || typeof code !== 'string' || typeof message !== 'string')
      return [];
    return [{ name, size: typeof size === 'number' ? size : null, step: { at, code, message } }];
  });
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
