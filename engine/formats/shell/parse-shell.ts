import { parse } from 'unbash';
import { limits } from '#engine/bytes/limits.ts';
import type { ShellScript } from './ast.ts';
import { CommandReader } from './read-command.ts';
import { Places } from './places.ts';

/**
 * Reads a POSIX or Bash script, which is never run.
 *
 * @param source byte string of the script
 * @returns the tree and its syntax errors; a script beyond the limits has no commands and one error
 */
export function parseShell(source: string): ShellScript {
  const start = { line: 1, column: 1 };
  const refuse = (message: string): ShellScript => ({ commands: [], problems: [{ at: start, message }] });
  if (source.length > limits.shellBytes) return refuse(`longer than ${limits.shellBytes} bytes`);
  const depth = nesting(source);
  if (depth > limits.shellNesting) return refuse(`nested deeper than ${limits.shellNesting}`);
  const places = new Places(source);
  try {
    const script = parse(source);
    const reader = new CommandReader(source, (at) => places.at(at));
    return {
      commands: reader.list(script.commands),
      problems: (script.errors ?? [])
        .slice(0, limits.diagnosticsPerFile)
        .map(({ message, pos }) => ({ at: places.at(pos), message })),
    };
  } catch (error) {
    // The parser recurses: hostile nesting that the count above does not see ends here.
    if (error instanceof RangeError) return refuse('nested too deep');
    throw error;
  }
}

/** Upper estimate of how deep brackets nest, cheap enough to be made before a recursive parser sees the text. */
function nesting(source: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < source.length; i++) {
    const char = source.charCodeAt(i);
    if (char === 0x28 || char === 0x7b) deepest = Math.max(deepest, ++depth);
    else if ((char === 0x29 || char === 0x7d) && depth > 0) depth -= 1;
  }
  return deepest;
}
