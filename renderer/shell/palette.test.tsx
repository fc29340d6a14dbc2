// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
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

it('keys that follow the chord at once are typed into the palette; closed, it gives the focus back', async () => {
  const user = renderApp(fakeEngine());
  const before = await screen.findByRole('button', { name: 'Library' });
  before.focus();
  await user.keyboard('{Control>}k{/Control}>jobs');
  expect(screen.getByRole<HTMLInputElement>('combobox').value).toBe('>jobs');
  await user.keyboard('{Escape}');
  await waitFor(() => expect(document.activeElement).toBe(before));
});
