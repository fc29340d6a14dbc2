import { afterEach, beforeEach, expect, it } from 'vitest';
import { emptyIntake, intakeStore } from './intake-state.ts';
import { keepRefusals } from './kept-refusals.ts';

let kept: string | null;
const storage = {
  getItem: () => kept,
  setItem: (_: string, value: string) => void (kept = value),
};
const listed = () => intakeStore.get().items.map(({ id, name, step }) => [id, name, step.at]);
const refused = { at: 'refused', code: 'not-an-image', message: 'text' } as const;

beforeEach(() => void (kept = null));
afterEach(() => intakeStore.set(() => emptyIntake));

it('what was refused is listed after a reload, what was on its way is not; taken off the list it stays away', () => {
  keepRefusals(storage);
  intakeStore.set((intake) => ({
    ...intake,
    items: [
      { id: 1, name: 'a.tar', size: 5, step: refused },
      { id: 2, name: 'b.tar', size: 5, step: { at: 'checking' } },
    ],
  }));
  const after = kept;
  intakeStore.set(() => emptyIntake);
  kept = after;
  keepRefusals(storage);
  expect(listed()).toEqual([[-1, 'a.tar', 'refused']]);
  intakeStore.set((intake) => ({ ...intake, items: [] }));
  expect(kept).toBe('[]');
});

it('keeps the last fifty', () => {
  keepRefusals(storage);
  const items = Array.from({ length: 60 }, (_, id) => ({ id, name: `${id}.tar`, size: null, step: refused }));
  intakeStore.set((intake) => ({ ...intake, items }));
  expect((JSON.parse(kept ?? '') as { name: string }[]).map(({ name }) => name)).toEqual(
    items.slice(10).map(({ name }) => name),
  );
});

it.for(['', 'x', '{}', '[1,{},{"name":"a"},{"name":"a","step":{"at":"checking"}}]'])('%s is nothing kept', (stored) => {
  kept = stored;
  keepRefusals(storage);
  expect(listed()).toEqual([]);
});
