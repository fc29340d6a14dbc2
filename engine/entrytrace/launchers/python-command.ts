/** What a command line of `python` says. Unknown parts of words stay in them. */
export type PythonCommand = Readonly<{
  /** Letters of the options without a value, each with a dash. */
  flags: readonly string[];
  program:
    /** `-c`. */
    | Readonly<{ kind: 'code'; text: string }>
    | Readonly<{ kind: 'module'; name: string }>
    | Readonly<{ kind: 'script'; path: string }>
    | Readonly<{ kind: 'input' }>
    /** It says its version or how it is called, and ends. */
    | Readonly<{ kind: 'none' }>;
  /** `sys.argv[1:]`. */
  args: readonly string[];
}>;

/** Options with a value: the rest of the word, or the next one. `-c` and `-m` end the options. */
const VALUES = 'cmWX';

/**
 * Reads the words of `python` up to a script, `-m` or `-c`, letter by letter as its getopt does (docs.python.org, using/cmdline;
 * Python/getopt.c). This is the one place that does.
 *
 * @param argv with the name of the program in front
 */
export function readPythonCommand(argv: readonly string[]): PythonCommand {
  const flags: string[] = [];
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--check-hash-based-pycs') i += 1;
    else if (word === '--') return operand(argv, i + 1, flags);
    else if (word.startsWith('--')) return { flags, program: { kind: 'none' }, args: [] };
    else if (!word.startsWith('-') || word === '-') return operand(argv, i, flags);
    else
      for (let k = 1; k < word.length; k++) {
        const letter = word[k] ?? '';
        if (/[Vh?]/.test(letter)) return { flags, program: { kind: 'none' }, args: [] };
        if (!VALUES.includes(letter)) {
          flags.push(`-${letter}`);
          continue;
        }
        const rest = word.slice(k + 1);
        const value = rest === '' ? (argv[++i] ?? '') : rest;
        if (letter === 'c') return { flags, program: { kind: 'code', text: value }, args: argv.slice(i + 1) };
        if (letter === 'm') return { flags, program: { kind: 'module', name: value }, args: argv.slice(i + 1) };
        break;
      }
  }
  return { flags, program: { kind: 'input' }, args: [] };
}

function operand(argv: readonly string[], at: number, flags: readonly string[]): PythonCommand {
  const path = argv[at];
  return {
    flags,
    program: path === undefined || path === '-' ? { kind: 'input' } : { kind: 'script', path },
    args: argv.slice(at + 1),
  };
}
