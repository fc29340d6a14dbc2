import { describe, expect, it } from 'vitest';
import { outline, program, script, traceOf } from '#engine/testing/trace.ts';
import { dir, file, symlink, type TarEntry } from '#engine/testing/tar.ts';
import type { ImageConfig } from '#shared/model/image.ts';

const names =
  'bin/dash bin/bash bin/busybox usr/bin/env usr/bin/tini usr/bin/dumb-init usr/local/bin/gosu usr/bin/setpriv usr/bin/su usr/bin/runuser usr/bin/sudo usr/bin/nice usr/bin/nohup usr/bin/timeout usr/bin/stdbuf usr/sbin/chroot usr/sbin/start-stop-daemon usr/bin/flock usr/sbin/app usr/bin/java usr/bin/node usr/bin/python3.11 usr/bin/ruby usr/bin/perl usr/bin/php usr/bin/dotnet usr/sbin/nginx usr/bin/runsvdir usr/bin/run-parts lib64/ld-linux-x86-64.so.2';
const BASE: readonly TarEntry[] = [
  ...names.split(' ').map(program),
  symlink('bin/sh', 'dash'),
  symlink('usr/bin/python3', 'python3.11'),
  file('etc/passwd', 'root:x:0:0::/root:/bin/sh\nweb:x:33:33::/var/www:/usr/sbin/nologin\n'),
];

/** Wrappers: what stands behind their options is what runs. The syntax is that of their manuals. */
describe('wrappers', () => {
  it.for([
    'tini -- app -a',
    'tini -g -e 143 -p SIGTERM -- app -a',
    'tini app -a',
    'dumb-init --rewrite 15:3 -c app -a',
    'dumb-init -- app -a',
    'gosu web app -a',
    'gosu web:web app -a',
    'setpriv --reuid web --regid=33 --clear-groups app -a',
    'su web -s /bin/sh -c|exec app -a',
    'su - web -s /bin/sh -c|exec app -a',
    'runuser -u web -- app -a',
    'sudo -u web -E X=1 app -a',
    'env -u A B=c app -a',
    'env -i PATH=/usr/sbin app -a',
    'nice -n 5 app -a',
    'nohup app -a',
    'timeout -s KILL 10 app -a',
    'timeout 10 app -a',
    'stdbuf -oL -e L app -a',
    'start-stop-daemon --start --chuid web --exec /usr/sbin/app -- -a',
    'flock /tmp/lock app -a',
    'flock -n /tmp/lock -c|exec app -a',
    '/lib64/ld-linux-x86-64.so.2 --library-path /x /usr/sbin/app -a',
    'busybox env A=b app -a',
    'busybox sh -c|exec app -a',
  ])('%s', (line) => {
    const [words = '', last] = line.split('|');
    const trace = traceOf(BASE, { cmd: [...words.split(' '), ...(last === undefined ? [] : [last])] });
    expect(trace.terminals.map(({ path, argv, status }) => [path, argv.slice(1), status])).toEqual([
      ['usr/sbin/app', ['-a'], 'taken'],
    ]);
    expect([trace.outcome, trace.diagnostics]).toEqual(['resolved', []]);
  });

  it.for([
    ['gosu web app', 'web'],
    ['setpriv --reuid=web app', 'web'],
    ['runuser -u web app', 'web'],
    ['sudo -u web app', 'web'],
    ['su-none app', null],
  ] as const)('%s runs as %s', ([line, user]) => {
    const trace = traceOf(BASE, { cmd: line.split(' ') });
    expect(trace.hops.find(({ path }) => path === 'usr/sbin/app')?.user ?? null).toBe(user);
  });
});

type Row = Readonly<{
  name: string;
  files?: readonly TarEntry[];
  config: Partial<ImageConfig>;
  hops: readonly string[];
  terminals: readonly string[];
  reasons?: readonly string[];
}>;

const ROWS: readonly Row[] = [
  {
    name: 'java -jar',
    files: [file('app/app.jar')],
    config: { cmd: ['java', '-Xmx1g', '-jar', 'app.jar', '--port=1'], workingDir: '/app' },
    hops: ['start java -Xmx1g -jar app.jar --port=1 @usr/bin/java', 'load app.jar @app/app.jar'],
    terminals: ['usr/bin/java'],
  },
  {
    name: 'java without its jar',
    config: { cmd: ['java', '-jar', '/app.jar'] },
    hops: ['start java -jar /app.jar @usr/bin/java', 'load /app.jar !JarNotFound'],
    terminals: ['usr/bin/java'],
    reasons: ['JarNotFound'],
  },
  {
    name: 'java with argument files, a class path with * and an agent',
    files: [
      file('app/cp', '-cp "/app/lib/*"\n# note\n'),
      file('app/lib/a.jar'),
      file('app/lib/b.jar'),
      file('app/lib/c.txt'),
      file('agent.jar'),
    ],
    config: { cmd: ['java', '@/app/cp', 'com.example.Main', '@x'], env: ['JAVA_TOOL_OPTIONS=-javaagent:/agent.jar=x'] },
    hops: [
      'start java @/app/cp com.example.Main @x @usr/bin/java',
      'load /agent.jar @agent.jar',
      'load /app/cp @app/cp',
      'load a.jar @app/lib/a.jar',
      'load b.jar @app/lib/b.jar',
      'load com.example.Main',
    ],
    terminals: ['usr/bin/java'],
  },
  {
    name: 'node with a folder',
    files: [file('srv/package.json', '{"main":"lib/x"}'), file('srv/lib/x.js')],
    config: { cmd: ['node', '--enable-source-maps', '-r', '/none', '/srv', 'a'] },
    hops: [
      'start node --enable-source-maps -r /none /srv a @usr/bin/node',
      'load /none !ModuleNotFound',
      'load /srv @srv/lib/x.js',
    ],
    terminals: ['usr/bin/node'],
    reasons: ['ModuleNotFound'],
  },
  {
    name: 'npm start with prestart and a program of a package',
    files: [
      script('usr/bin/npm', '#!/usr/bin/env node\n'),
      file(
        'srv/package.json',
        '{\n  "scripts": {\n    "prestart": "app --check",\n    "start": "NODE_ENV=x tool serve"\n  }\n}',
      ),
      script('srv/node_modules/tool/cli.js', '#!/usr/bin/env node\n'),
      symlink('srv/node_modules/.bin/tool', '../tool/cli.js'),
    ],
    config: { cmd: ['npm', 'start', '--', '--port', '1'], workingDir: '/srv' },
    hops: [
      'start npm start -- --port 1 @usr/bin/npm',
      'interpreter /usr/bin/env node /usr/bin/npm start -- --port 1 @usr/bin/env :1',
      'exec node /usr/bin/npm start -- --port 1 @usr/bin/node :1',
      'load /usr/bin/npm @usr/bin/npm :1',
      'run /bin/sh -c app --check @bin/dash :3',
      'run app --check @usr/sbin/app :3',
      'run /bin/sh -c NODE_ENV=x tool serve --port 1 @bin/dash :4',
      'run tool serve --port 1 @srv/node_modules/tool/cli.js :4',
      'interpreter /usr/bin/env node /srv/node_modules/.bin/tool serve --port 1 @usr/bin/env :1',
      'exec node /srv/node_modules/.bin/tool serve --port 1 @usr/bin/node :1',
      'load /srv/node_modules/.bin/tool @srv/node_modules/tool/cli.js :1',
    ],
    terminals: ['usr/bin/node'],
  },
  {
    name: 'npm without a script',
    files: [script('usr/bin/npm', '#!/usr/bin/env node\n'), file('package.json', '{}')],
    config: { cmd: ['npm', 'run', 'serve'] },
    hops: [
      'start npm run serve @usr/bin/npm',
      'interpreter /usr/bin/env node /usr/bin/npm run serve @usr/bin/env :1',
      'exec node /usr/bin/npm run serve @usr/bin/node :1',
      'load /usr/bin/npm @usr/bin/npm :1',
    ],
    terminals: ['usr/bin/npm'],
    reasons: ['ModuleNotFound'],
  },
  {
    name: 'python -m in a virtual environment',
    files: [
      symlink('venv/bin/python', '/usr/bin/python3'),
      file('venv/lib/python3.11/site-packages/uvicorn/__main__.py'),
      file('srv/main/__init__.py'),
    ],
    config: { cmd: ['/venv/bin/python', '-u', '-m', 'uvicorn', 'main:app', '--host', 'x'], workingDir: '/srv' },
    hops: [
      'start /venv/bin/python -u -m uvicorn main:app --host x @usr/bin/python3.11',
      'load uvicorn @venv/lib/python3.11/site-packages/uvicorn/__main__.py',
      'load main @srv/main/__init__.py',
    ],
    terminals: ['usr/bin/python3.11'],
  },
  {
    name: 'a console script',
    files: [
      symlink('venv/bin/python', '/usr/bin/python3'),
      script('venv/bin/gunicorn', '#!/venv/bin/python\nimport x\n'),
      file('srv/web/app.py'),
    ],
    config: {
      cmd: ['gunicorn', '-b', ':80', '-w', '2', '--chdir', '/srv', 'web.app:create()'],
      env: ['PATH=/venv/bin:/bin'],
    },
    hops: [
      'start gunicorn -b :80 -w 2 --chdir /srv web.app:create() @venv/bin/gunicorn',
      'interpreter /venv/bin/python /venv/bin/gunicorn -b :80 -w 2 --chdir /srv web.app:create() @usr/bin/python3.11 :1',
      'load /venv/bin/gunicorn @venv/bin/gunicorn :1',
      'load web.app @srv/web/app.py :1',
    ],
    terminals: ['usr/bin/python3.11'],
  },
  {
    name: 'a module that is nowhere',
    config: { cmd: ['python3', '-m', 'nothing'] },
    hops: ['start python3 -m nothing @usr/bin/python3.11', 'load nothing !ModuleNotFound'],
    terminals: ['usr/bin/python3.11'],
    reasons: ['ModuleNotFound'],
  },
  {
    name: 'code on a command line, here-documents and what only a run types',
    files: [
      script(
        'start',
        '#!/bin/sh\nX=$(id)\npython3 -W ignore -Bc "import a" b\npython3 -c "import $X"\npython3 -u - <<E\nimport c\nE\nnode --input-type=module -e "import \'d\'" -r /none.js e\nexec node\n',
      ),
      program('usr/bin/id'),
    ],
    config: { cmd: ['/start'] },
    hops: [
      'start /start @start',
      'interpreter /bin/sh /start @bin/dash :1',
      'run id @usr/bin/id :2',
      'run python3 -W ignore -Bc import a b @usr/bin/python3.11 :3',
      'load import a :3',
      'run python3 -c import $(id) @usr/bin/python3.11 :4',
      'load import $(id) :4 !DynamicEnvironmentReference',
      'run python3 -u - @usr/bin/python3.11 :5',
      'load import c\n :5',
      "run node --input-type=module -e import 'd' -r /none.js e @usr/bin/node :8",
      'load /none.js :8 !ModuleNotFound',
      "load import 'd' :8",
      'exec node @usr/bin/node :9',
      'load - :9',
    ],
    terminals: ['usr/bin/node'],
    reasons: ['DynamicEnvironmentReference', 'ModuleNotFound'],
  },
  {
    name: 'ruby through bundle',
    files: [script('usr/bin/bundle', '#!/usr/bin/ruby\n'), script('usr/bin/puma', '#!/usr/bin/env ruby\n')],
    config: { cmd: ['bundle', 'exec', 'puma', '-C', 'x.rb'] },
    hops: [
      'start bundle exec puma -C x.rb @usr/bin/bundle',
      'exec puma -C x.rb @usr/bin/puma',
      'interpreter /usr/bin/env ruby /usr/bin/puma -C x.rb @usr/bin/env :1',
      'exec ruby /usr/bin/puma -C x.rb @usr/bin/ruby :1',
      'load /usr/bin/puma @usr/bin/puma :1',
    ],
    terminals: ['usr/bin/ruby'],
  },
  {
    name: 'php, perl and dotnet',
    files: [file('a.php'), file('b.pl'), file('c.dll')],
    config: { cmd: ['/bin/sh', '-c', 'php -d x=1 /a.php; perl -w /b.pl; exec dotnet /c.dll'] },
    hops: [
      'start /bin/sh -c php -d x=1 /a.php; perl -w /b.pl; exec dotnet /c.dll @bin/dash',
      'run php -d x=1 /a.php @usr/bin/php :1',
      'load /a.php @a.php :1',
      'run perl -w /b.pl @usr/bin/perl :1',
      'load /b.pl @b.pl :1',
      'exec dotnet /c.dll @usr/bin/dotnet :1',
      'load /c.dll @c.dll :1',
    ],
    terminals: ['usr/bin/dotnet'],
  },
  {
    name: 'nginx with modules',
    files: [
      file(
        'etc/nginx/nginx.conf',
        'user web; # load_module no.so;\ninclude modules-enabled/*.conf;\n  load_module "/opt/two.so";\nload_module modules/gone.so;\nhttp {\n  include mime.types;\n}\ninclude nginx.conf;\n',
      ),
      file('etc/nginx/mime.types', ''),
      symlink('etc/nginx/modules-enabled/50-one.conf', '/usr/share/nginx/modules-available/one.conf'),
      file('usr/share/nginx/modules-available/one.conf', 'load_module modules/one.so;\n'),
      symlink('usr/share/nginx/modules', '../../lib/nginx/modules'),
      file('usr/lib/nginx/modules/one.so', '1'),
      file('opt/two.so', '2'),
      file('opt/three.so', '3'),
    ],
    config: { cmd: ['nginx', '-g', "daemon off; load_module '/opt/three.so';"] },
    hops: [
      "start nginx -g daemon off; load_module '/opt/three.so'; @usr/sbin/nginx",
      'load /opt/three.so @opt/three.so',
      'load /etc/nginx/nginx.conf @etc/nginx/nginx.conf',
      'load /etc/nginx/modules-enabled/50-one.conf @usr/share/nginx/modules-available/one.conf :2',
      'load /usr/share/nginx/modules/one.so @usr/lib/nginx/modules/one.so :1',
      'load /opt/two.so @opt/two.so :3',
      'load modules/gone.so :4 !ModuleNotFound',
      'load /etc/nginx/mime.types @etc/nginx/mime.types :6',
    ],
    terminals: ['usr/sbin/nginx'],
    reasons: ['ModuleNotFound'],
  },
  {
    name: 'supervisord with an include',
    files: [
      script('usr/bin/supervisord', '#!/usr/bin/python3\n'),
      file(
        'etc/supervisor/supervisord.conf',
        '[supervisord]\nnodaemon=true ; stay\n[include]\nfiles = conf.d/*.conf\n',
      ),
      file(
        'etc/supervisor/conf.d/a.conf',
        '[program:web]\ncommand=nginx -g "daemon off;"\n[program:later]\ncommand=app -l\nautostart=false\n',
      ),
      file(
        'etc/supervisor/conf.d/b.conf',
        '[program:app]\ncommand=/usr/sbin/app --name %(program_name)s --env %(ENV_MODE)s\nuser=web\n[include]\nfiles=/x\n',
      ),
    ],
    config: { cmd: ['supervisord', '-n'], env: ['MODE=m'] },
    hops: [
      'start supervisord -n @usr/bin/supervisord',
      'interpreter /usr/bin/python3 /usr/bin/supervisord -n @usr/bin/python3.11 :1',
      'load /usr/bin/supervisord @usr/bin/supervisord :1',
      'service nginx -g daemon off; @usr/sbin/nginx :2',
      'service app -l @usr/sbin/app :4',
      'service /usr/sbin/app --name app --env m @usr/sbin/app :2',
    ],
    terminals: ['usr/sbin/nginx', 'usr/sbin/app'],
  },
  {
    name: 's6-overlay: hooks, bundles, services and the command',
    files: [
      script('init', '#!/bin/sh -e\n'),
      dir('package/admin/s6-overlay'),
      script('command/with-contenv', '#!/bin/sh\n'),
      script('etc/cont-init.d/10-x', '#!/command/with-contenv bash\nexec app init\n'),
      file('etc/s6-overlay/s6-rc.d/user/contents.d/web'),
      file('etc/s6-overlay/s6-rc.d/web/type', 'longrun\n'),
      script('etc/s6-overlay/s6-rc.d/web/run', '#!/bin/sh\nexec nginx\n'),
      file('etc/s6-overlay/s6-rc.d/web/dependencies.d/setup'),
      file('etc/s6-overlay/s6-rc.d/setup/type', 'oneshot\n'),
      file('etc/s6-overlay/s6-rc.d/setup/up', '/usr/sbin/app setup\n'),
      script('etc/services.d/old/run', '#!/bin/sh\nexec app old\n'),
    ],
    config: { entrypoint: ['/init'], cmd: ['app', 'cmd'] },
    hops: [
      'start /init app cmd @init',
      'hook /etc/cont-init.d/10-x @etc/cont-init.d/10-x',
      'interpreter /command/with-contenv bash /etc/cont-init.d/10-x @command/with-contenv :1',
      'exec bash /etc/cont-init.d/10-x @bin/bash :1',
      'exec app init @usr/sbin/app :2',
      'hook /usr/sbin/app setup @usr/sbin/app :1',
      'service /etc/s6-overlay/s6-rc.d/web/run @etc/s6-overlay/s6-rc.d/web/run',
      'interpreter /bin/sh /etc/s6-overlay/s6-rc.d/web/run @bin/dash :1',
      'exec nginx @usr/sbin/nginx :2',
      'service /etc/services.d/old/run @etc/services.d/old/run',
      'interpreter /bin/sh /etc/services.d/old/run @bin/dash :1',
      'exec app old @usr/sbin/app :2',
      'run app cmd @usr/sbin/app',
    ],
    terminals: ['usr/sbin/nginx', 'usr/sbin/app', 'usr/sbin/app'],
  },
  {
    name: 'runit',
    files: [
      script('etc/service/a/run', '#!/bin/sh\nexec app a\n'),
      script('etc/service/b/run', '#!/bin/sh\nexec app b\n'),
      file('etc/service/b/down'),
    ],
    config: { cmd: ['runsvdir', '-P', '/etc/service'] },
    hops: [
      'start runsvdir -P /etc/service @usr/bin/runsvdir',
      'service /etc/service/a/run @etc/service/a/run',
      'interpreter /bin/sh /etc/service/a/run @bin/dash :1',
      'exec app a @usr/sbin/app :2',
      'service /etc/service/b/run @etc/service/b/run',
      'interpreter /bin/sh /etc/service/b/run @bin/dash :1',
      'exec app b @usr/sbin/app :2',
    ],
    terminals: ['usr/sbin/app'],
  },
  {
    name: 'run-parts takes no names with dots',
    files: [script('d/10-a', '#!/bin/sh\napp\n'), script('d/20-b.sh', '#!/bin/sh\n'), file('d/30-c', '#!/bin/sh\n')],
    config: { cmd: ['/bin/sh', '-c', 'run-parts --exit-on-error /d && exec app'] },
    hops: [
      'start /bin/sh -c run-parts --exit-on-error /d && exec app @bin/dash',
      'run run-parts --exit-on-error /d @usr/bin/run-parts :1',
      'hook /d/10-a @d/10-a',
      'interpreter /bin/sh /d/10-a @bin/dash :1',
      'run app @usr/sbin/app :2',
      'possible exec app @usr/sbin/app :1',
    ],
    terminals: ['usr/bin/run-parts', 'usr/sbin/app'],
  },
  {
    name: 'run-parts of nothing',
    files: [file('d/x.sh')],
    config: { cmd: ['run-parts', '/d'] },
    hops: ['start run-parts /d @usr/bin/run-parts'],
    terminals: ['usr/bin/run-parts'],
    reasons: ['RunPartsEmpty'],
  },
  {
    name: 'systemd',
    files: [program('lib/systemd/systemd'), symlink('sbin/init', '/lib/systemd/systemd')],
    config: { cmd: ['/sbin/init'] },
    hops: ['start /sbin/init @lib/systemd/systemd'],
    terminals: ['lib/systemd/systemd'],
    reasons: ['UnsupportedConstruct'],
  },
];

describe('launchers', () => {
  it.for(ROWS)('$name', ({ files = [], config, hops, terminals, reasons = [] }) => {
    const trace = traceOf([...BASE, ...files], config);
    expect(outline(trace)).toEqual(hops);
    expect(trace.terminals.map(({ path }) => path)).toEqual(terminals);
    expect(trace.diagnostics.map(({ reason }) => reason)).toEqual(reasons);
  });
});
