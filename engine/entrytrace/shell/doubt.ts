import type { Unknowns } from '../text.ts';
import { LOADING } from '../hop-book.ts';
import type { State } from './state.ts';

/** Variables that are taken to stay as they are: without them nothing more would be found. */
const KEPT: ReadonlySet<string> = new Set([...LOADING, 'PATH', 'HOME', 'PWD', 'OLDPWD', 'IFS']);

/**
 * The ways on after a text ran that is not known, or a variable was set whose name is not known: on one nothing changed, on the
 * other every variable may have. Functions, files and what comes next stay as they are: that they might not is what the note says.
 */
export function doubted(state: State, unknowns: Unknowns): State[] {
  const other = state.clone();
  other.open = true;
  for (const [name, { value }] of state.variables) {
    if (KEPT.has(name)) continue;
    other.set(
      name,
      typeof value === 'string'
        ? unknowns.mark('DynamicEnvironmentReference', `$${name}`)
        : [unknowns.manyOf('DynamicEnvironmentReference', `\${${name}[@]}`)],
    );
  }
  return [state, other];
}
