/** How a Python interpreter is started. Paths are printed ones. */
export type PythonStart = Readonly<{
  /** As it was started, links not followed: a virtual environment is found beside it. */
  interpreter: string;
  /** Option letters, with or without dash: `-I`, `E`, `-sS`; those without meaning for imports may be left out or not. */
  flags: readonly string[];
  program:
    | Readonly<{ kind: 'script'; path: string }>
    | Readonly<{ kind: 'module'; name: string }>
    /** `-c`. */
    | Readonly<{ kind: 'code'; text: string }>
    /** Standard input, or a prompt: what it asks for is not known here. */
    | Readonly<{ kind: 'none' }>;
  /** Modules that the program is told to load by an argument or a variable, such as gunicorn's `shop.wsgi`. */
  modules?: readonly string[];
  /** Folders that the program puts before all others, such as gunicorn's `--chdir`. */
  folders?: readonly string[];
}>;
