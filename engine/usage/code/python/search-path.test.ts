import { describe, expect, it } from 'vitest';
import { type Files, inputOf, SITE_FOLDER as SITE, startOf as script } from '#engine/testing/python-root.ts';
import { dir, symlink } from '#engine/testing/tar.ts';
import { pythonSearchPath } from './python-closure.ts';
import type { PythonStart } from './types.ts';

describe('sys.path', () => {
  const venv = { 'venv/pyvenv.cfg': 'home = /usr/bin\n', 'venv/bin/x': '' };
  const entries = [
    symlink('venv/bin/python', '/usr/bin/python3.11'),
    dir('venv/lib/python3.11/site-packages'),
    dir(SITE),
  ];
  const library = ['/usr/lib/python311.zip', '/usr/lib/python3.11', '/usr/lib/python3.11/lib-dynload'];
  const here = script('/app/main.py');
  const inVenv = script('/app/main.py', { interpreter: '/venv/bin/python' });
  it.for<[string, Files, PythonStart, string[], string[]]>([
    ['a script’s folder', {}, here, [], ['/app', ...library, '/usr/lib/python3.11/site-packages']],
    [
      'none of its own in isolation',
      {},
      { ...here, flags: ['-I'] },
      ['PYTHONPATH=/x'],
      [...library, '/usr/lib/python3.11/site-packages'],
    ],
    ['-S', {}, { ...here, flags: ['-S'] }, [], ['/app', ...library]],
    [
      'PYTHONPATH',
      {},
      here,
      ['PYTHONPATH=/x:y:/x'],
      ['/app', '/x', '/app/y', ...library, '/usr/lib/python3.11/site-packages'],
    ],
    ['-E', {}, { ...here, flags: ['E'] }, ['PYTHONPATH=/x'], ['/app', ...library, '/usr/lib/python3.11/site-packages']],
    ['PYTHONSAFEPATH', {}, here, ['PYTHONSAFEPATH=1'], [...library, '/usr/lib/python3.11/site-packages']],
    [
      'PYTHONHOME',
      { 'opt/py/lib/python3.11/os.py': '' },
      here,
      ['PYTHONHOME=/opt/py'],
      ['/app', '/opt/py/lib/python311.zip', '/opt/py/lib/python3.11', '/opt/py/lib/python3.11/lib-dynload'],
    ],
    [
      'a virtual environment, the system’s packages too',
      venv,
      inVenv,
      [],
      ['/app', ...library, '/venv/lib/python3.11/site-packages', '/usr/lib/python3.11/site-packages'],
    ],
    [
      'a virtual environment alone',
      { ...venv, 'venv/pyvenv.cfg': 'home = /usr/bin\ninclude-system-site-packages = false\n' },
      inVenv,
      ['HOME=/root'],
      ['/app', ...library, '/venv/lib/python3.11/site-packages'],
    ],
    [
      'Debian',
      { 'usr/lib/python3/dist-packages/x.py': '', 'usr/local/lib/python3.11/dist-packages/y.py': '' },
      here,
      [],
      ['/app', ...library, '/usr/local/lib/python3.11/dist-packages', '/usr/lib/python3/dist-packages'],
    ],
    [
      'the user’s packages, if the environment says who that is',
      { 'root/.local/lib/python3.11/site-packages/x.py': '' },
      here,
      ['HOME=/root'],
      ['/app', ...library, '/root/.local/lib/python3.11/site-packages', '/usr/lib/python3.11/site-packages'],
    ],
  ])('%s', ([, files, start, env, want]) => {
    const input = inputOf({ 'app/main.py': '', ...files }, { entries, env });
    expect(pythonSearchPath(input, start, new Map())).toEqual(want);
  });
});
