// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { openImage } from '../state/console.ts';
import { image } from '../testing/fake-data.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { renderApp } from '../testing/render-app.tsx';

it('the palette lists every command, itself too; one that cannot be done now says why and does nothing', async () => {
  const user = renderApp(fakeEngine());
  await user.keyboard('{Control>}k{/Control}');
  await user.type(await screen.findByRole('combobox'), '>');
  const labels = (await screen.findAllByRole('option')).map(
    (option) => option.querySelector('.palette-label')?.textContent,
  );
  expect(labels).toContain('Find or run…');
  const off = screen.getByRole('option', { name: /Overview/ });
  expect(off.getAttribute('aria-disabled')).toBe('true');
  expect(off.textContent).toContain('needs an open image');
  await user.click(off);
  expect(screen.getByRole('combobox')).toBeDefined();
  await user.keyboard('{Escape}');

  await user.keyboard('{Control>}/{/Control}');
  const help = await screen.findByRole('dialog');
  const listed = [...help.querySelectorAll('.help-row > span:first-child')].map(({ textContent }) => textContent);
  expect(new Set(listed)).toEqual(new Set(labels));
  expect(within(help).getByText('Find or run…')).toBeDefined();
});

it('results of fewer letters stay only as far as they fit, until those of all letters are there', async () => {
  const rows = fakeEngine().api.components.window;
  const engine = fakeEngine({
    'components.window': (input: Parameters<typeof rows.query>[0]) =>
      JSON.stringify(input.filter).includes('"text":"package-01x') ? new Promise(() => undefined) : rows.query(input),
  });
  const user = renderApp(engine);
  openImage(image.imageId, 'web');
  await user.keyboard('{Control>}k{/Control}package-01');
  await screen.findAllByRole('option', { name: /package-010/ });
  await user.keyboard('x');
  expect(screen.queryAllByRole('option', { name: /package-010/ })).toEqual([]);
  await user.keyboard('{Backspace}0');
  expect(screen.getAllByRole('option', { name: /package-010/ }).length).toBeGreaterThan(0);
});

it('keys that follow the chord at once are typed into the palette; closed, it gives the focus back', async () => {
  const user = renderApp(fakeEngine());
  const before = await screen.findByRole('button', { name: 'Library' });
  before.focus();
  await user.keyboard('{Control>}k{/Control}>jobs');
  expect(screen.getByRole<HTMLInputElement>('combobox').value).toBe('>jobs');
  await user.keyboard('{Escape}');
  await waitFor(() => expect(document.activeElement).toBe(before));
});
