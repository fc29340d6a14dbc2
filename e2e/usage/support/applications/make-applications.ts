import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { cachedFolder } from '../../../images/support/cache-folder.ts';
import { missingTools, run } from '../../../images/support/tools.ts';
import { Overlay } from '../../../trace/support/traced-case.ts';
import { type ApplicationName, applications } from './applications.ts';
import { GO_MAIN, GO_MOD, JAVA_LOADER, JAVA_MAIN, NODE_SERVER, PYTHON_APP } from './sources.ts';

/** What making the applications and running them needs; an empty list means that it can be done. */
export const applicationsLack: readonly string[] = missingTools([
  'mmdebstrap',
  'strace',
  'perl',
  'mount',
  'tar',
  'npm',
  'pip3',
  'mvn',
  'javac',
  'jar',
  'go',
]);

const PACKAGES = 'python3-venv,openjdk-17-jre-headless,nginx-light';

/**
 * A Debian root with Python, Java, nginx and Node, and beside it what each application adds to it: as folders (`root`, `NAME`) to be run,
 * and as layers (`root.tar`, `NAME.tar`) to be scanned. Nobody writes to it.
 */
export function madeApplications(): string {
  return cachedFolder('applications', [import.meta.filename, join(import.meta.dirname, 'sources.ts')], (folder) => {
    const root = join(folder, 'root');
    run('mmdebstrap', ['--quiet', '--variant=minbase', '--mode=root', `--include=${PACKAGES}`, 'bookworm', root]);
    cpSync(process.execPath, join(root, 'usr/local/bin/node'));
    const work = join(folder, 'work');
    for (const name of Object.keys(applications) as ApplicationName[]) {
      const upper = join(folder, name);
      mkdirSync(upper);
      MAKERS[name](upper, { root, work: join(work, name) });
      pack(upper);
    }
    pack(root);
    run('rm', ['-rf', work]);
  });
}

function pack(folder: string): void {
  run('tar', ['--one-file-system', '--numeric-owner', '--sort=name', '-C', folder, '-cf', `${folder}.tar`, '.']);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Makes an application's own files. `work` is there for what does not belong to it. */
type Maker = (upper: string, place: Readonly<{ root: string; work: string }>) => void;

const MAKERS: Readonly<Record<ApplicationName, Maker>> = {
  node(upper) {
    const app = join(upper, 'srv/app');
    write(join(app, 'server.js'), NODE_SERVER);
    write(join(app, 'package.json'), '{"name":"shop","version":"1.0.0","private":true}\n');
    const packages = ['express@5.1.0', 'pino@9.5.0', 'lodash@4.17.21'];
    run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], { cwd: app });
  },
  python(upper, { root, work }) {
    write(join(upper, 'srv/py/app.py'), PYTHON_APP);
    // Wheels are fetched outside: the root has no way to the index. Made from source for what the root's Python is.
    const wheels = join(upper, 'wheels');
    const fit = ['--python-version', '3.11', '--platform', 'manylinux2014_x86_64', '--only-binary=:all:'];
    const packages = ['flask==3.0.3', 'gunicorn==23.0.0', 'boltons==24.1.0'];
    run('pip3', ['download', '--quiet', '--dest', wheels, ...fit, ...packages]);
    mkdirSync(work, { recursive: true });
    {
      using overlay = new Overlay(root, upper, work);
      run('chroot', [overlay.merged, 'python3', '-m', 'venv', '/srv/py/venv']);
      const offline = ['--no-index', '--find-links', '/wheels'];
      run('chroot', [overlay.merged, '/srv/py/venv/bin/pip', 'install', '--quiet', ...offline, ...packages]);
    }
    run('rm', ['-rf', wheels]);
  },
  java(upper, { work }) {
    const lay = join(work, 'lay');
    const lib = join(lay, 'BOOT-INF/lib');
    mkdirSync(lib, { recursive: true });
    const jars = ['com.google.code.gson:gson:2.11.0', 'org.apache.commons:commons-lang3:3.17.0'];
    for (const one of [...jars, 'org.slf4j:slf4j-api:2.0.16']) cpSync(jar(one), join(lib, fileName(one)));
    const spare = 'commons-io:commons-io:2.18.0';
    mkdirSync(join(upper, 'srv/java/spare'), { recursive: true });
    cpSync(jar(spare), join(upper, 'srv/java/spare', fileName(spare)));
    const classes = join(lay, 'BOOT-INF/classes');
    write(join(work, 'Main.java'), JAVA_MAIN);
    run('javac', ['--release', '17', '-d', classes, '-cp', join(lib, '*'), join(work, 'Main.java')]);
    run('jar', ['-xf', jar(JAVA_LOADER), 'org'], { cwd: lay });
    write(
      join(work, 'MANIFEST.MF'),
      'Main-Class: org.springframework.boot.loader.launch.JarLauncher\nStart-Class: demo.Main\nSpring-Boot-Classes: BOOT-INF/classes/\nSpring-Boot-Lib: BOOT-INF/lib/\n',
    );
    // Stored: the launcher reads archives in the archive where they lie.
    run('jar', ['-c0fm', join(upper, 'srv/java/app.jar'), join(work, 'MANIFEST.MF'), '-C', lay, '.']);
  },
  nginx(upper) {
    write(join(upper, 'srv/www/index.html'), '<!doctype html><title>demo</title>\n');
  },
  go(upper, { work }) {
    write(join(work, 'go.mod'), GO_MOD);
    write(join(work, 'main.go'), GO_MAIN);
    mkdirSync(join(upper, 'srv/go'), { recursive: true });
    const env = { CGO_ENABLED: '0', GOFLAGS: '-mod=mod' };
    run('go', ['mod', 'tidy'], { cwd: work, env });
    run('go', ['build', '-o', join(upper, 'srv/go/service'), '.'], { cwd: work, env });
  },
};

/** An archive of the local Maven repository, which gets it when it is not there. */
function jar(coordinates: string): string {
  run('mvn', ['-q', '-B', 'dependency:get', `-Dartifact=${coordinates}`, '-Dtransitive=false']);
  const [group = '', artifact = '', version = ''] = coordinates.split(':');
  const folder = join(homedir(), '.m2/repository', ...group.split('.'), artifact, version);
  return join(folder, fileName(coordinates));
}

function fileName(coordinates: string): string {
  const [, artifact = '', version = ''] = coordinates.split(':');
  return `${artifact}-${version}.jar`;
}
