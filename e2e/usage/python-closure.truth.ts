import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zip } from '#engine/testing/zip.ts';
import type { PythonStart } from '#engine/usage/code/python/types.ts';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { filesOf, HostPython, loadedBy, type Program, RECORDER } from './support/python-program.ts';

const missing = missingTools(['python3']);
if (missing.length === 0 && spawnSync('python3', ['-c', 'import venv, pip']).status !== 0)
  missing.push('pip and venv for python3');
skipNotice('Python closures against what programs load', missing);

const work = new WorkFolder();
afterAll(() => work[Symbol.dispose]());

const PACKAGES = [
  'flask==3.0.3',
  'gunicorn==22.0.0',
  'django==4.2.16',
  'requests==2.32.3',
  'click==8.1.7',
  'cffi==1.17.1',
];
const DEBIAN = '/usr/bin/python3';

type Exceptions = readonly (readonly [part: string, why: string])[];

const SYSCONFIG: Exceptions = [['/_sysconfigdata_', 'sysconfig makes the name of the platform’s']];
const DJANGO: Exceptions = [
  ['/app/urls.py', 'a setting names it by a word without a dot, as any word is'],
  ['/django/db/backends/', 'Django appends `.base` to the name of the engine'],
  ['/django/templatetags/', 'the template engine loads what is in the folder'],
  ['/django/core/cache/utils.py', 'asked for by django/templatetags/cache.py'],
  ['/django/core/management/commands/__init__.py', 'commands are found in the folder'],
  ['/django/core/management/commands/runserver.py', 'named by an argument, of which Django makes the module’s name'],
];

/** Files that are loaded though nothing that can be read asks for them: parts of their paths, and why. */
const EXCEPTIONS: Readonly<Record<string, Exceptions>> = {
  'django manage.py': [...SYSCONFIG, ...DJANGO],
  'the library': SYSCONFIG,
  'the library of Debian': SYSCONFIG,
};

const root = work.fresh();
const venv = join(root, 'venv');
const python = join(venv, 'bin/python');
const app = join(root, 'app');

const host = new HostPython();

const base = { cwd: app, env: { PYTHONPATH: RECORDER, LC_ALL: 'C.UTF-8' } };
const scriptOf = (path: string, more: Partial<PythonStart> = {}): PythonStart => ({
  interpreter: python,
  flags: [],
  program: { kind: 'script', path },
  ...more,
});

/** A script, run by its interpreter. */
const script = (name: string, interpreter = python): Program => ({
  ...base,
  start: scriptOf(join(app, name), { interpreter }),
  argv: [interpreter, name],
});
/** A program that pip made, which names its interpreter. */
const installed = (
  name: string,
  args: readonly string[],
  more: Partial<Program> & { modules?: readonly string[] } = {},
): Program => ({
  ...base,
  argv: [join(venv, 'bin', name), ...args],
  ...more,
  start: scriptOf(join(venv, 'bin', name), { modules: more.modules ?? [], folders: [app] }),
});
const module = (name: string, args: readonly string[], interpreter = python, more: Partial<Program> = {}): Program => ({
  ...base,
  start: { interpreter, flags: [], program: { kind: 'module', name } },
  argv: [interpreter, '-m', name, ...args],
  ...more,
});

const FILES: Readonly<Record<string, string>> = {
  'shop.py': 'from flask import Flask\napp = Flask(__name__)\n\n\n@app.route("/")\ndef home():\n    return "shop"\n',
  'settings.py':
    'SECRET_KEY = "x"\nROOT_URLCONF = "urls"\nALLOWED_HOSTS = ["*"]\nINSTALLED_APPS = []\nMIDDLEWARE = []\nDEBUG = True\n',
  'urls.py':
    'from django.http import HttpResponse\nfrom django.urls import path\n\nurlpatterns = [path("", lambda request: HttpResponse("home"))]\n',
  'manage.py':
    'import os\nimport sys\n\nif __name__ == "__main__":\n    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n    from django.core.management import execute_from_command_line\n\n    execute_from_command_line(sys.argv)\n',
  'fetch.py':
    'import requests\n\nsession = requests.Session()\nsession.prepare_request(requests.Request("GET", "http://localhost/", json={"a": 1}))\n',
  'native.py':
    'import cffi\nfrom markupsafe import escape\n\nescape("<a>")\nffi = cffi.FFI()\nffi.cdef("int puts(const char *);")\n',
  'tour.py':
    'import array, asyncio, ctypes, csv, datetime, decimal, email.message, json, logging.config, multiprocessing, pickle, sqlite3, ssl\nimport unittest.mock, urllib.request, xml.etree.ElementTree, zoneinfo\n\ndatetime.datetime.strptime("2026", "%Y")\nasyncio.run(asyncio.sleep(0))\n',
};

const PROGRAMS: Readonly<Record<string, () => Program>> = {
  'flask run': () =>
    installed('flask', ['--app', 'shop', 'run', '--port', '18611'], { port: 18611, modules: ['shop'] }),
  gunicorn: () => installed('gunicorn', ['-b', '127.0.0.1:18612', 'shop:app'], { port: 18612, modules: ['shop'] }),
  'django manage.py': () => {
    const program = script('manage.py');
    return {
      ...program,
      argv: [...program.argv, 'runserver', '--noreload', '127.0.0.1:18613'],
      start: { ...program.start, modules: ['settings'] },
      port: 18613,
    };
  },
  requests: () => script('fetch.py'),
  'a click console script': () => installed('greet', ['--help']),
  'extension modules': () => script('native.py'),
  'the library': () => script('tour.py'),
  'http.server of Debian': () => module('http.server', ['18614'], DEBIAN, { port: 18614 }),
  'the library of Debian': () => script('tour.py', DEBIAN),
};

describe.skipIf(missing.length > 0)('programs', () => {
  beforeAll(() => {
    mkdirSync(app);
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(app, name), text);
    run('python3', ['-m', 'venv', '--without-pip', venv]);
    const wheel = join(root, 'greet-1.0-py3-none-any.whl');
    writeFileSync(
      wheel,
      zip([
        { name: 'greet/__init__.py', content: '' },
        { name: 'greet/cli.py', content: 'import click\n\n\n@click.command()\ndef main():\n    click.echo("hello")\n' },
        { name: 'greet-1.0.dist-info/METADATA', content: 'Metadata-Version: 2.1\nName: greet\nVersion: 1.0\n' },
        {
          name: 'greet-1.0.dist-info/WHEEL',
          content: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
        },
        { name: 'greet-1.0.dist-info/entry_points.txt', content: '[console_scripts]\ngreet = greet.cli:main\n' },
        { name: 'greet-1.0.dist-info/RECORD', content: '' },
      ]),
    );
    run('python3', ['-m', 'pip', '--python', python, 'install', '--quiet', '--no-compile', ...PACKAGES, wheel]);
  }, 180_000);

  it.for(Object.entries(PROGRAMS))('%s', { timeout: 120_000 }, async ([name, make]) => {
    const program = make();
    if (!existsSync(program.start.interpreter)) {
      console.warn(`notice: ${name} is not run: this machine has no ${program.start.interpreter}`);
      return;
    }
    const loaded = await loadedBy(program, work.fresh('record'));
    const closure = host.closure(program);
    const interpreter = realpathSync(program.start.interpreter);
    const ours = filesOf(closure, interpreter, true);
    const sure = filesOf(closure, interpreter, false);
    const excepted = EXCEPTIONS[name] ?? [];
    const lost = loaded.filter((path) => !ours.has(path));
    // What runs as `__main__` has lost its file when the program ends.
    const surplus = [...sure].filter(
      (path) => /\.(py|so)$/.test(path) && !loaded.includes(path) && !closure.entries.includes(path),
    );
    console.log(
      `${name}: ${loaded.length} modules loaded, ${lost.length} of them not reached; ${ours.size} files reached, ${sure.size} of them surely, of which ${surplus.length} were not loaded; ${closure.edges.length} edges`,
    );
    expect(lost.filter((path) => !excepted.some(([part]) => path.includes(part)))).toEqual([]);
    expect(excepted.filter(([part]) => !lost.some((path) => path.includes(part)))).toEqual([]);
    expect(surplus).toEqual([]);
    expect(loaded.length).toBeGreaterThan(30);
  });
});
