import { isKnown, type Text } from '../text.ts';
import type { World } from '../world.ts';
import type { Process } from '../process.ts';
import { codeLoad, inputLoad } from './code-load.ts';
import { fileLoad } from './java.ts';
import { type Launcher, type Load, operandsAt } from './launcher.ts';
import { readPythonCommand } from './python-command.ts';

/** `python` with what it is given: code, a module, a script or standard input. */
export const python: Launcher = (process, world) => {
  const { program, args } = readPythonCommand(process.argv);
  const loads = (...all: readonly Load[]) => ({ do: 'loads' as const, program: 'python', loads: all });
  switch (program.kind) {
    case 'code':
      return loads(codeLoad(world, program.text));
    case 'module':
      return loads(moduleLoad(world, process, program.name, true), ...applications(world, process, program.name, args));
    case 'script': {
      const { path } = program;
      return loads(scriptLoad(world, process, path), ...applications(world, process, path.replace(/^.*\//, ''), args));
    }
    case 'input':
      return loads(inputLoad(process));
    case 'none':
      return { do: 'nothing' };
    default:
      return program satisfies never;
  }
};

function scriptLoad(world: World, process: Process, path: Text): Load {
  const node = isKnown(path) && isKnown(process.cwd) ? world.find(path, process.cwd) : undefined;
  if (node?.type === 'dir') return fileLoad(world, process, 'script', `${path}/__main__.py`, 'MissingFile');
  return fileLoad(world, process, 'script', path, 'MissingFile');
}

/** What servers and workers are given: `gunicorn app:main`, `uvicorn app:main`, `celery -A app worker`, `flask --app x run`. */
function applications(world: World, process: Process, program: Text, argv: readonly Text[]): Load[] {
  const inside = (folder: string | undefined): Process =>
    folder === undefined || !isKnown(folder) || !isKnown(process.cwd)
      ? process
      : { ...process, cwd: folder.startsWith('/') ? folder : `${process.cwd}/${folder}` };
  const option = (names: RegExp): Text | undefined => {
    for (const [i, word] of argv.entries()) {
      const found = names.exec(word);
      if (found) return found[1] !== undefined && found[1] !== '' ? found[1] : argv[i + 1];
    }
    return undefined;
  };
  const target = (text: Text | undefined, from: Process): Load[] =>
    text === undefined ? [] : [moduleLoad(world, from, text.replace(/:.*$/s, ''), false)];
  switch (program) {
    case 'gunicorn': {
      const at =
        operandsAt(
          ['', ...argv],
          'b c w k t n u g m e --bind --config --workers --worker-class --timeout --name --user --group --chdir --log-level --access-logfile --error-logfile --log-config --threads --keep-alive --max-requests --max-requests-jitter --pid --env --pythonpath --graceful-timeout --worker-tmp-dir --worker-connections --certfile --keyfile --statsd-host --limit-request-line --forwarded-allow-ips --access-logformat --umask --backlog --log-file',
        ) - 1;
      const config = option(/^(?:-c|--config=?)(.*)$/s);
      const loads =
        config === undefined
          ? []
          : [fileLoad(world, process, 'configuration', config.replace(/^file:/, ''), 'MissingFile')];
      return [...loads, ...target(argv[at], inside(option(/^--chdir(?:=(.*))?$/s)))];
    }
    case 'uvicorn':
    case 'hypercorn':
    case 'daphne':
    case 'granian': {
      const found = argv.find((word) => /^[\w.]+:[\w.]+$/.test(word)) ?? argv.find((word) => !word.startsWith('-'));
      return target(found, inside(option(/^--app-dir(?:=(.*))?$/s)));
    }
    case 'celery':
      return target(option(/^(?:-A|--app=?)(.*)$/s), process);
    case 'flask': {
      const app = option(/^(?:-A|--app=?)(.*)$/s) ?? process.env.get('FLASK_APP');
      return app?.endsWith('.py') ? [fileLoad(world, process, 'script', app, 'ModuleNotFound')] : target(app, process);
    }
    case 'streamlit':
    case 'fastapi': {
      const script = argv.find((word) => word.endsWith('.py'));
      return script === undefined ? [] : [fileLoad(world, process, 'script', script, 'MissingFile')];
    }
    default:
      return [];
  }
}

/**
 * A module as `-m` or an import finds it: in the working folder, PYTHONPATH, the standard library and site-packages of the interpreter
 * or of its virtual environment. `.pth` files are not followed.
 */
function moduleLoad(world: World, process: Process, name: Text, runs: boolean): Load {
  const what = 'python-module';
  if (!isKnown(name)) return fileLoad(world, process, what, name, 'ModuleNotFound');
  const path = name.replaceAll('.', '/');
  const endings = runs ? ['.py', '/__main__.py', '/__init__.py'] : ['.py', '/__init__.py'];
  for (const folder of folders(world, process)) {
    for (const ending of endings) {
      const node = world.find(`${folder}/${path}${ending}`, '/');
      if (node?.type === 'file') return { what, argv: [name], path: node.path };
    }
  }
  // Modules that are part of the interpreter, or compiled.
  return { what, argv: [name], path: null, reason: 'ModuleNotFound', detail: `module ${name} is not found` };
}

function folders(world: World, { cwd, env, called, node }: Process): string[] {
  const found = isKnown(cwd) ? [cwd] : [];
  for (const folder of (env.get('PYTHONPATH') ?? '').split(':'))
    if (folder !== '' && isKnown(folder)) found.push(folder.startsWith('/') ? folder : `${cwd}/${folder}`);
  const prefixes = [
    called,
    `/${node.path}`,
    env.get('VIRTUAL_ENV') === undefined ? '' : `${env.get('VIRTUAL_ENV')}/bin/python`,
  ]
    .filter((one) => /\/bin\/[^/]+$/.test(one) && isKnown(one))
    .map((one) => one.replace(/\/bin\/[^/]+$/, ''));
  for (const prefix of new Set(prefixes)) {
    const lib = world.find(`${prefix}/lib`, '/');
    for (const name of lib ? world.tree.list(lib.path).filter((one) => /^(python|pypy)3(\.\d+)?$/.test(one)) : [])
      found.push(
        ...['', '/site-packages', '/dist-packages', '/lib-dynload'].map((end) => `${prefix}/lib/${name}${end}`),
      );
  }
  return found;
}
