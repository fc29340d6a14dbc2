import { limits } from '#engine/bytes/limits.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import { isKnown, type Text } from '../text.ts';
import { cleanPath } from '../world.ts';
import { isOfRuntime } from './files.ts';
import type { Machine } from './machine.ts';
import { matches, type PatternPiece, readPattern } from './pattern.ts';
import type { State } from './state.ts';

/**
 * File names that a field's pattern matches in the image, bytes ascending (POSIX.1-2024 §2.14.3). A pattern that matches none stays as it
 * is.
 */
export function expandPaths(machine: Machine, field: readonly PatternPiece[], state: State): Text[] {
  const whole = field.map(({ text }) => text).join('');
  if (state.options.has('f') || !field.some(({ text, quoted }) => !quoted && /[*?[]/.test(text))) return [whole];
  if (!isKnown(whole) || !isKnown(state.cwd)) return [whole];
  const parts = components(field);
  if (runs(whole, state)) return [machine.world.unknowns.manyOf('DynamicEnvironmentReference', whole)];
  let found: { shown: string; path: string }[] = [{ shown: '', path: whole.startsWith('/') ? '' : state.cwd }];
  for (const [i, part] of parts.entries()) {
    const text = part.map((one) => one.text).join('');
    const last = i === parts.length - 1;
    if (text === '') {
      found = found.map(({ shown, path }) => ({ shown: `${shown}/`, path }));
      continue;
    }
    const pattern = readPattern(part);
    if (!pattern) return [machine.world.unknowns.mark('UnsupportedConstruct', whole)];
    const magic = part.some((one) => !one.quoted && /[*?[]/.test(one.text));
    const next: typeof found = [];
    for (const { shown, path } of found) {
      const names = magic
        ? namesIn(machine, path, state).filter(
            (name) => (!name.startsWith('.') || text.startsWith('.')) && matches(pattern, name) === true,
          )
        : [text];
      for (const name of names.slice(0, limits.traceLoopTurns))
        next.push({ shown: `${shown}${name}${last ? '' : '/'}`, path: `${path}/${name}` });
    }
    found = next;
  }
  const existing = found.filter(({ path }) => exists(machine, path, state)).map(({ shown }) => shown);
  if (existing.length > 0) return existing.sort();
  return state.options.has('nullglob') ? [] : [whole];
}

/** Is a pattern looked for where only a run knows what there is? */
function runs(pattern: string, state: State): boolean {
  const folder = cleanPath(pattern.slice(0, pattern.search(/[*?[]/)).replace(/[^/]*$/, ''), state.cwd);
  if (isOfRuntime(folder)) return true;
  for (let above = folder; above !== '/'; above = above.replace(/\/[^/]*$/, '') || '/')
    if (state.files.get(above) === 'unknown') return true;
  return false;
}

function namesIn(machine: Machine, path: string, state: State): string[] {
  const folder = machine.world.find(path === '' ? '/' : path, '/');
  const names = new Set(folder?.type === 'dir' ? machine.world.tree.list(folder.path) : []);
  if (path === '' || path === '/') for (const name of machine.world.tree.list('' as RootPath)) names.add(name);
  for (const [changed, change] of state.files) {
    if (!changed.startsWith(`${path}/`) || changed.slice(path.length + 1).includes('/')) continue;
    if (change === 'absent') names.delete(changed.slice(path.length + 1));
    else if (change !== 'unknown') names.add(changed.slice(path.length + 1));
  }
  return [...names];
}

function exists(machine: Machine, path: string, state: State): boolean {
  const change = state.files.get(path);
  return change === undefined || change === 'unknown'
    ? machine.world.findLink(path, '/') !== undefined
    : change !== 'absent';
}

/** Pieces of a pattern, cut at its slashes. */
function components(field: readonly PatternPiece[]): PatternPiece[][] {
  const parts: PatternPiece[][] = [[]];
  for (const { text, quoted } of field) {
    for (const [i, piece] of text.split('/').entries()) {
      if (i > 0) parts.push([]);
      parts.at(-1)?.push({ text: piece, quoted });
    }
  }
  return parts.map((part) => part.filter(({ text }) => text !== ''));
}
