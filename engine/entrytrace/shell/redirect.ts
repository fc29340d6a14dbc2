import type { Redirect } from '#engine/formats/shell/ast.ts';
import { isKnown, type Text } from '../text.ts';
import { cleanPath } from '../world.ts';
import { expandText } from './expand.ts';
import { contentOf, openFolder, see } from './files.ts';
import type { Frame, Machine } from './machine.ts';
import type { State } from './state.ts';

/**
 * Does something with its redirections (POSIX.1-2024 §2.7). Descriptors above 2 are not followed. What is written to a file of a known
 * name is known to be there afterwards.
 */
export function withRedirects(
  machine: Machine,
  redirects: readonly Redirect[],
  state: State,
  frame: Frame,
  go: (state: State) => State[],
): State[] {
  if (redirects.length === 0) return go(state);
  const [input, output] = [state.input, state.output];
  let written: Readonly<{ path: Text; append: boolean }> | undefined;
  let moved = false;
  for (const { operator, fd, target, body } of redirects) {
    if (body) {
      if (fd === null || fd === 0)
        state.input = expandText(machine, body, state, frame) + (operator === '<<<' ? '\n' : '');
      continue;
    }
    const path = target ? expandText(machine, target, state, frame) : '';
    if (operator === '<' || operator === '<>') {
      if (operator === '<' && see(machine, path, state).kind === 'absent') {
        state.status = 1;
        return [state];
      }
      if (fd === null || fd === 0) state.input = contentOf(machine, path, state) ?? null;
    } else if (operator === '<&') {
      if (fd === null || fd === 0) state.input = null;
    } else if (operator === '>&' && /^[\d-]+$/.test(path)) {
      if (fd === null || fd === 1) {
        moved = true;
        written = undefined;
        state.output = null;
      }
    } else {
      const toStandard = fd === null || fd === 1;
      if (toStandard) {
        moved = true;
        written = path === '/dev/null' ? undefined : { path, append: operator === '>>' };
        state.output = written ? '' : null;
      }
      if (!path.startsWith('/dev/')) write(machine, path, operator === '>>' ? 'unknown' : 'file', state);
    }
  }
  return go(state).map((after) => {
    if (after.flow === 'replaced') return after;
    after.input = input;
    if (!moved) return after;
    if (written && !written.path.startsWith('/dev/')) {
      const before = written.append ? contentOf(machine, written.path, state) : '';
      const text = after.output;
      if (text !== null && before !== undefined && isKnown(written.path) && isKnown(after.cwd))
        after.files.set(cleanPath(written.path, after.cwd), { content: before + text });
    }
    after.output = output;
    return after;
  });
}

function write(machine: Machine, path: Text, change: 'file' | 'unknown', state: State): void {
  const folder = openFolder(path);
  if (folder !== undefined) state.files.set(folder, 'unknown');
  if (!isKnown(path) || path === '' || !isKnown(state.cwd)) return;
  const clean = cleanPath(path, state.cwd);
  // What is appended to stays what it is, with more in it.
  if (change === 'unknown' && contentOf(machine, path, state) !== undefined) return;
  state.files.set(clean, 'file');
}
