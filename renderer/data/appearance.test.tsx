// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { fakeEngine } from '../testing/fake-engine.ts';
import { appearanceStore, keepAppearance, usualAppearance } from './appearance.ts';

it.for([
  ['what is kept is shown', false, 'light'],
  ['unless something was chosen while that was on its way', true, 'dark'],
] as const)('%s', async ([, isChosen, theme]) => {
  const asked = Promise.withResolvers<Record<string, string>>();
  keepAppearance(fakeEngine({ 'settings.get': () => asked.promise }).api);
  if (isChosen) appearanceStore.set((before) => ({ ...before, theme: 'dark' }));
  asked.resolve({ appearance: JSON.stringify({ ...usualAppearance, theme: 'light' }) });
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(appearanceStore.get().theme).toBe(theme);
});
