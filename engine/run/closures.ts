import { javaArchive } from '#engine/analyzers/language/java-archive/index.ts';
import { readPythonCommand } from '#engine/entrytrace/launchers/python-command.ts';
import type { SourceKind } from '#engine/formats/javascript/module-request.ts';
import type { RootFs } from '#engine/rootfs/rootfs.ts';
import { javaClosure } from '#engine/usage/code/java/java-closure.ts';
import { type NodeCode, type NodeEntry, nodeClosure, nodeResolver } from '#engine/usage/code/node/node-closure.ts';
import { pythonClosure } from '#engine/usage/code/python/python-closure.ts';
import type { PythonStart } from '#engine/usage/code/python/types.ts';
import type { CodeInput, RequestCache } from '#engine/usage/code/types.ts';
import type { Program } from '#engine/usage/programs.ts';
import type { CodeClosure, CodeEdge } from '#shared/model/code-graph.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import type { ImageFiles } from './image-files.ts';
import type { FactsOf } from './links.ts';

/** What closures are made with: one image. */
export type ClosureSubject = Readonly<{ tree: RootFs; files: ImageFiles; facts: FactsOf; cache: RequestCache }>;

/** What a program of the trace reaches through its module system. */
export function closureOf(program: Program, subject: ClosureSubject): Promise<CodeClosure> {
  switch (program.language) {
    case 'java':
      return Promise.resolve(javaOf(program, subject));
    case 'node':
      return nodeOf(program, subject);
    case 'python':
      return pythonOf(program, subject);
    default:
      return program.language satisfies never;
  }
}

function javaOf({ hop, loads }: Program, { tree, facts }: ClosureSubject): CodeClosure {
  const archivesIn = ({ sha256 }: TreeNode) =>
    sha256 === undefined ? [] : facts(sha256, javaArchive).filter((fact) => fact.kind === 'java-archive');
  return javaClosure(
    { tree, archivesIn },
    {
      archives: loads.flatMap(({ program, path }) =>
        path !== null && (program === 'jar' || program === 'agent') ? [path] : [],
      ),
      mainClass: loads.find(({ program }) => program === 'main-class')?.argv[0] ?? null,
      properties: hop.argv.flatMap((word) => (word.startsWith('-D') ? [word.slice(2)] : [])),
    },
  );
}

/** Sources are parsed once, so their bytes need not be kept; what resolves names is asked for again. */
const PARSED_ONCE = /\.(?:[cm]?js|py)$/;

/** Code of a command line, as the launcher tells it apart. */
const CODE_KINDS: Readonly<Record<string, SourceKind>> = { code: 'detect', 'module-code': 'module' };

function nodeOf({ hop, loads }: Program, { tree, files, cache }: ClosureSubject): Promise<CodeClosure> {
  return files.complete(
    (bytesOf) => {
      const input: CodeInput = { tree, bytesOf, env: hop.env, cwd: hop.cwd ?? '/' };
      const entries: NodeEntry[] = [];
      const preloaded: CodeEdge[] = [];
      const codes: NodeCode[] = [];
      for (const { program, path, argv, reason } of loads) {
        const kind = CODE_KINDS[program ?? ''];
        if (kind !== undefined && reason === undefined && hop.path !== null)
          codes.push({ text: argv[0] ?? '', kind, from: hop.path });
        const how = program === 'module' ? 'require' : 'main';
        if (path !== null) entries.push({ path, how });
        else if (program === 'module' && argv[0] !== undefined) {
          const { to, rule } = nodeResolver(input)(`${input.cwd}/-`, argv[0], 'require');
          if (!to) continue;
          const found = printPath(to.path);
          entries.push({ path: found, how });
          if (hop.path !== null)
            preloaded.push({
              from: hop.path,
              specifier: argv[0],
              to: found,
              rule,
              line: null,
              column: null,
              lazy: false,
            });
        }
      }
      const closure = nodeClosure(input, entries, cache, codes);
      return { ...closure, edges: [...preloaded, ...closure.edges] };
    },
    ({ path }) => PARSED_ONCE.test(path),
  );
}

function pythonOf(program: Program, { tree, files, cache }: ClosureSubject): Promise<CodeClosure> {
  const { hop } = program;
  return files.complete(
    (bytesOf) =>
      fromRoot(pythonClosure({ tree, bytesOf, env: hop.env, cwd: hop.cwd ?? '/' }, pythonStart(program), cache)),
    ({ path }) => PARSED_ONCE.test(path),
  );
}

/** `sys.path` has absolute paths; usage joins files by their paths from the root. */
function fromRoot({ language, entries, edges }: CodeClosure): CodeClosure {
  const plain = (path: string): string => path.replace(/^\//, '');
  return {
    language,
    entries: entries.map(plain),
    edges: edges.map((edge) => ({ ...edge, from: plain(edge.from), to: edge.to === null ? null : plain(edge.to) })),
  };
}

function pythonStart({ hop, loads }: Program): PythonStart {
  const { flags, program, args } = readPythonCommand(hop.argv);
  const named = loads.flatMap(({ program: what, argv }) => (what === 'python-module' ? (argv[0] ?? []) : []));
  const [first, ...others] = named;
  const isModule = program.kind === 'module' && first !== undefined;
  const modules = isModule ? others : named;
  const script = loads.find(({ program: what, path }) => what === 'script' && path !== null)?.path;
  // Unknown parts of it are in print, and none of its words.
  const code = loads.find(({ program: what, reason }) => what === 'code' && reason === undefined)?.argv[0];
  return {
    interpreter: hop.called ?? `/${hop.path ?? ''}`,
    flags,
    program: isModule
      ? { kind: 'module', name: first }
      : code !== undefined
        ? { kind: 'code', text: code }
        : script == null
          ? { kind: 'none' }
          : { kind: 'script', path: `/${script}` },
    modules,
    // Servers look for an application where they are told to, else where they are started.
    folders: modules.length === 0 ? [] : [folderOption(args) ?? hop.cwd ?? '/'],
  };
}

/** gunicorn's `--chdir`, uvicorn's `--app-dir`. */
function folderOption(words: readonly string[]): string | undefined {
  for (const [i, word] of words.entries()) {
    const found = /^--(?:chdir|app-dir)(?:=(.*))?$/.exec(word);
    if (found) return found[1] ?? words[i + 1];
  }
  return undefined;
}
