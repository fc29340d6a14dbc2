import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { fakeEngine } from '../../testing/fake-engine.ts';
import { renderApp } from '../../testing/render-app.tsx';

/** A file of one copy, whose text is that of the fake database. */
const lookup = ({ path }: { path: string }): unknown => ({
  path,
  file: null,
  removed: null,
  history: [
    { layer: 1, diffId: `sha256:${'a'.repeat(64)}`, createdBy: null, what: 'file', size: 5000, sha256: 'b'.repeat(64) },
  ],
  components: [],
});

async function openComponents(engine = fakeEngine({ 'files.lookup': lookup })) {
  const user = renderApp(engine);
  await user.click(await screen.findByRole('button', { name: 'acme/web:1.4.3' }));
  await user.click(await screen.findByRole('button', { name: /^Components/ }));
  await screen.findByRole('row', { name: /libssl3/ });
  // Without a layout every point is on a splitter: what is chosen by keys is chosen all the same.
  const box = screen.getByRole('searchbox', { name: 'Filter components' });
  const choose = async (name: string): Promise<HTMLElement> => {
    box.focus();
    await user.keyboard(name);
    await screen.findAllByText('1 of 120 components');
    await user.keyboard('{ArrowDown}{ArrowDown}');
    await screen.findByRole('heading', { name });
    return await screen.findByRole('region', { name: 'Used by the start' });
  };
  return { user, choose };
}

it('tells by which steps the start leads to a component, and shows the line of the script', async () => {
  const { user, choose } = await openComponents();
  const facts = await choose('libssl3');
  expect(await within(facts).findByText('The start leads to it.')).toBeDefined();
  const steps = within(within(facts).getByRole('list', { name: 'How the start leads to it' })).getAllByRole('listitem');
  expect(steps.map(({ textContent }) => textContent)).toEqual([
    'Start /docker-entrypoint.sh is what the image startsimage configuration',
    'Start nginx is started in its place/usr/sbin/nginx/docker-entrypoint.sh:41',
    'Link libexample.so.3 is needed, found in a default folder/usr/lib/0/libexample.so.3',
  ]);
  await user.click(within(facts).getByRole('button', { name: 'Show /docker-entrypoint.sh:41' }));
  const bytes = await screen.findByRole('region', { name: 'Bytes of docker-entrypoint.sh' });
  await waitFor(() =>
    expect([...bytes.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual([`Package: pkg8`]),
  );
  await waitFor(() => expect(document.activeElement).toBe(bytes));
  await user.keyboard('{Alt>}{ArrowLeft}{/Alt}');
  expect(await screen.findByRole('heading', { name: 'libssl3' })).toBeDefined();
});

it('shows that line by keys alone', async () => {
  const { user, choose } = await openComponents();
  await within(await choose('libssl3')).findByText('The start leads to it.');
  await user.keyboard('{Control>}{Shift>}U{/Shift}{/Control}');
  expect(await screen.findAllByText('line 41')).toBeDefined();
});

it('names what is not known where that may lead to it', async () => {
  const { choose } = await openComponents();
  const facts = await choose('tool119');
  expect(await within(facts).findByText('Open')).toBeDefined();
  expect(facts.textContent).toContain('exec "$EXTRA"a value that is there only at run time · may load anything');
  expect(within(facts).getByRole('button', { name: 'Show /docker-entrypoint.sh:33' })).toBeDefined();
});

it('groups what a native file states of itself', async () => {
  const { choose } = await openComponents();
  await choose('tool118');
  const native = screen.getByRole('region', { name: 'Native file' });
  expect(native.textContent).toBe('Native fileMachinex86-64KindexecutableNeedslibc.so.6');
});

it('switches between all components and those that the start reaches, and to what is not known', async () => {
  const { user } = await openComponents();
  const pressed = (): string[] =>
    screen
      .getAllByRole('button', { pressed: true })
      .map(({ textContent }) => textContent ?? '')
      .filter((words) => /Inventory|Usage|possible|open/.test(words));
  expect(pressed()).toEqual(['Inventory 120']);
  await user.keyboard('{Control>}u{/Control}');
  expect(await screen.findAllByText('1 of 120 components')).toBeDefined();
  expect(pressed()).toEqual(['Usage 1']);
  expect(screen.getByRole('row', { name: /libssl3.*Reached/ })).toBeDefined();
  await user.click(screen.getByRole('button', { name: '1 open' }));
  expect(await screen.findByRole('row', { name: /tool119.*Open/ })).toBeDefined();
  expect(pressed()).toEqual(['1 open']);
  await user.click(screen.getByRole('button', { name: /Inventory/ }));
  expect(await screen.findAllByText('120 of 120 components')).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'What is not known (1)' }));
  const notes = screen.getByRole('region', { name: 'What is not known and may lead to it' });
  expect(notes.textContent).toContain('The start is known in part.');
  expect(within(notes).getByRole('button', { name: 'Show /docker-entrypoint.sh:33' })).toBeDefined();
});

it('says what is not known of a start that was not traced', async () => {
  await openComponents(fakeEngine({ 'usage.summary': () => null, 'usage.of': () => null }));
  expect(await screen.findByText(/was not traced/)).toBeDefined();
  expect(screen.getByRole('button', { name: 'Usage', pressed: false }).hasAttribute('disabled')).toBe(true);
});

it('shows executables that nothing names by a command', async () => {
  const { user } = await openComponents();
  await user.keyboard('{Control>}k{/Control}');
  await user.type(await screen.findByRole('combobox'), 'unlabelled');
  await user.keyboard('{Enter}');
  expect(await screen.findAllByText('2 of 120 components')).toBeDefined();
});
