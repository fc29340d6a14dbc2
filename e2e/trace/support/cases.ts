/** An entry point in a shape that public images use, written for this test. */
export type Case = Readonly<{
  name: string;
  /** Path to content; an empty path part at the end is a folder. Scripts (`#!`) are executable. */
  files?: Readonly<Record<string, string>>;
  /** Names for the program that only stays. */
  servers: readonly string[];
  entrypoint?: readonly string[];
  cmd?: readonly string[];
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  uid?: number;
  /** The start depends on something that no image says: the trace may be open. */
  open?: boolean;
}>;

const sh = (body: string): string => `#!/bin/sh\n${body}\n`;
const bash = (body: string): string => `#!/usr/bin/env bash\n${body}\n`;

export const cases: readonly Case[] = [
  { name: 'exec form', servers: ['usr/sbin/srv'], entrypoint: ['/usr/sbin/srv'], cmd: ['-f', 'x y'] },
  {
    name: 'shell form',
    servers: ['usr/sbin/srv'],
    cmd: ['/bin/sh', '-c', 'exec srv --port "$PORT" $EXTRA'],
    env: { PORT: '80', EXTRA: '-a -b' },
  },
  {
    name: 'flags get a program in front, and the user changes by running itself again',
    servers: ['usr/local/bin/cached'],
    files: {
      'usr/local/bin/docker-entrypoint.sh': sh(`set -e
if [ "\${1#-}" != "$1" ] || [ "\${1%.conf}" != "$1" ]; then
  set -- cached "$@"
fi
if [ "$1" = 'cached' ] && [ "$(id -u)" = '0' ]; then
  mkdir -p /data
  find /data \\! -user www-data -exec chown www-data '{}' +
  exec gosu www-data "$0" "$@"
fi
um="$(umask)"
if [ "$um" = '0022' ]; then umask 0077; fi
exec "$@"`),
    },
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['--maxmemory', '10'],
    open: true,
  },
  {
    name: 'functions around a main, sourced or not',
    servers: ['usr/lib/db/bin/dbd'],
    files: {
      'usr/local/bin/entry': bash(`set -Eeo pipefail
file_env() {
  local var="$1" fileVar="\${1}_FILE" def="\${2:-}"
  if [ "\${!var:-}" ] && [ "\${!fileVar:-}" ]; then exit 1; fi
  local val="$def"
  if [ "\${!var:-}" ]; then val="\${!var}"; elif [ "\${!fileVar:-}" ]; then val="$(< "\${!fileVar}")"; fi
  export "$var"="$val"
  unset "$fileVar"
}
_is_sourced() { [ "\${#FUNCNAME[@]}" -ge 2 ] && [ "\${FUNCNAME[0]}" = '_is_sourced' ] && [ "\${FUNCNAME[1]}" = 'source' ]; }
_want_help() { local arg; for arg; do case "$arg" in -'?'|--help|--version) return 0;; esac; done; return 1; }
_main() {
  if [ "\${1:0:1}" = '-' ]; then set -- dbd "$@"; fi
  if [ "$1" = 'dbd' ] && ! _want_help "$@"; then
    file_env DB_USER admin
    if [ "$(id -u)" = '0' ]; then exec gosu www-data "$BASH_SOURCE" "$@"; fi
    if [ ! -s "$DBDATA/VERSION" ]; then echo "init for $DB_USER"; else echo "skip"; fi
  fi
  exec "$@"
}
if ! _is_sourced; then _main "$@"; fi`),
    },
    entrypoint: ['entry'],
    cmd: ['dbd'],
    env: { DBDATA: '/var/lib/db', PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/bin:/usr/lib/db/bin' },
  },
  {
    name: 'a folder of hooks, sourced or run by their ending',
    servers: ['usr/sbin/web'],
    files: {
      'docker-entrypoint.sh': sh(`set -e
say() { if [ -z "\${QUIET:-}" ]; then echo "$@"; fi; }
if [ "$1" = "web" ] || [ "$1" = "web-debug" ]; then
  if /usr/bin/find "/docker-entrypoint.d/" -mindepth 1 -maxdepth 1 -type f -print -quit 2>/dev/null | read v; then
    say "looking"
    find "/docker-entrypoint.d/" -follow -type f -print | sort -V | while read -r f; do
      case "$f" in
        *.envsh) if [ -x "$f" ]; then say "$0: Sourcing $f"; . "$f"; else say "$0: not executable"; fi;;
        *.sh) if [ -x "$f" ]; then say "$0: Launching $f"; "$f"; else say "ignoring"; fi;;
        *) say "$0: Ignoring $f";;
      esac
    done
  else
    say "no files"
  fi
fi
exec "$@"`),
      'docker-entrypoint.d/10-a.sh': sh('[ -d /etc/none ] || exit 0\ntouch /tmp/a'),
      'docker-entrypoint.d/9-b.envsh': sh('export B=1\ndate > /dev/null'),
      'docker-entrypoint.d/README': 'text\n',
    },
    entrypoint: ['/docker-entrypoint.sh'],
    cmd: ['web', '-g', 'daemon off;'],
  },
  {
    name: 'case of patterns',
    servers: ['usr/bin/registry'],
    files: {
      'entrypoint.sh': sh(`set -e
case "$1" in
  *.yaml|*.yml) set -- registry serve "$@" ;;
  serve|garbage-collect|help|-*) set -- registry "$@" ;;
esac
exec "$@"`),
    },
    entrypoint: ['/entrypoint.sh'],
    cmd: ['/etc/distribution/config.yml'],
  },
  {
    name: 'shift and set',
    servers: ['usr/local/sbin/proxy'],
    files: {
      'usr/local/bin/e': sh(`set -e
if [ "\${1#-}" != "$1" ]; then set -- proxy "$@"; fi
if [ "$1" = 'proxy' ]; then shift; set -- proxy -W -db "$@"; fi
exec "$@"`),
    },
    entrypoint: ['e'],
    cmd: ['proxy', '-f', '/etc/proxy.cfg'],
    uid: 33,
  },
  {
    name: 'arguments in an array',
    servers: ['opt/redis/bin/redisd'],
    files: {
      'opt/lib.sh':
        'is_boolean_yes() { local -r bool="${1:-}"; shopt -s nocasematch; if [[ "$bool" = 1 || "$bool" =~ ^(yes|true)$ ]]; then true; else false; fi; }\nam_i_root() { if [[ "$(id -u)" = "0" ]]; then true; else false; fi; }\n',
      'opt/run.sh': bash(`. /opt/lib.sh
args=("$CONF/redis.conf" "--daemonize" "no")
is_boolean_yes "$STRICT" && args+=("--strict" "yes")
[[ $# -gt 0 ]] && args+=("$@")
if am_i_root; then exec gosu www-data redisd "\${args[@]}"; else exec redisd "\${args[@]}"; fi`),
      'opt/entrypoint.sh': bash(`set -o errexit -o nounset -o pipefail
. /opt/lib.sh
if [[ "$*" = *"/opt/run.sh"* || "$*" = *"/run.sh"* ]]; then echo setup; fi
echo ""
exec "$@"`),
    },
    entrypoint: ['/opt/entrypoint.sh'],
    cmd: ['/opt/run.sh', '--x'],
    env: { CONF: '/opt/etc', STRICT: 'no', PATH: '/opt/redis/bin:/usr/sbin:/usr/bin:/bin' },
    open: true,
  },
  {
    name: 'tini and a script that follows a link',
    servers: ['opt/couch/bin/couch'],
    files: {
      'usr/local/bin/run.sh': bash(`set -e
if [ "$1" = '/opt/couch/bin/couch' ]; then
  if [ "$(id -u)" = '0' ]; then exec setpriv --reuid=www-data --regid=www-data --clear-groups "$@"; fi
fi
exec "$@"`),
    },
    entrypoint: ['tini', '--', '/usr/local/bin/run.sh'],
    cmd: ['/opt/couch/bin/couch'],
  },
  {
    name: 'dumb-init as an interpreter',
    servers: ['usr/bin/consul'],
    files: {
      'e.sh': `#!/usr/bin/dumb-init /bin/sh
set -e
CONSUL_BIND=
if [ -n "$CONSUL_BIND_INTERFACE" ]; then CONSUL_BIND="-bind=x"; fi
if [ -z "$CONSUL_DATA_DIR" ]; then CONSUL_DATA_DIR=/consul/data; fi
if [ "$1" = 'agent' ]; then shift; set -- consul agent -data-dir="$CONSUL_DATA_DIR" $CONSUL_BIND "$@"; fi
exec "$@"
`,
    },
    entrypoint: ['/e.sh'],
    cmd: ['agent', '-dev'],
  },
  {
    name: 'run-parts',
    servers: ['usr/sbin/srv'],
    files: {
      start: sh('run-parts --exit-on-error /etc/start.d\nexec srv'),
      'etc/start.d/10-a': sh('true'),
      'etc/start.d/20-b.sh': sh('touch /never'),
    },
    cmd: ['/start'],
  },
  {
    name: 'a loop over hooks',
    servers: ['usr/sbin/srv'],
    files: {
      start: bash('shopt -s nullglob\nfor f in /hooks/*.sh /none/*.sh; do . "$f"; done\nexec srv "${OPTS[@]}"'),
      'hooks/1.sh': 'OPTS=(-a)\n',
      'hooks/2.sh': 'OPTS+=("b c")\n',
    },
    cmd: ['/start'],
  },
  {
    name: 'eval of options',
    servers: ['opt/java/bin/java'],
    files: {
      'start.sh': sh(`JAVA_OPTS="-Xmx64m -Dname='a b'"
eval set -- $JAVA_OPTS -jar /app/app.jar '"$@"'
exec java "$@"`),
      'app/app.jar': 'x',
    },
    entrypoint: ['/start.sh'],
    cmd: ['--debug'],
    env: { PATH: '/opt/java/bin:/usr/bin:/bin' },
  },
  {
    name: 'a generated configuration that is read again',
    servers: ['usr/sbin/srv'],
    files: {
      'start.sh': sh(`cat > /tmp/conf <<EOF
MODE=$APP_MODE
ARGS="--mode $APP_MODE"
EOF
. /tmp/conf
exec srv $ARGS`),
    },
    cmd: ['/start.sh'],
    env: { APP_MODE: 'prod' },
  },
  {
    name: 'catalina: a long script with defaults',
    servers: ['opt/jre/bin/java'],
    files: {
      'opt/tomcat/bin/catalina.sh': sh(`PRG="$0"
while [ -h "$PRG" ]; do
  ls=\`ls -ld "$PRG"\`
  link=\`expr "$ls" : '.*-> \\(.*\\)$'\`
  PRG="$link"
done
PRGDIR=\`dirname "$PRG"\`
[ -z "$CATALINA_HOME" ] && CATALINA_HOME=\`cd "$PRGDIR/.." >/dev/null; pwd\`
[ -z "$CATALINA_BASE" ] && CATALINA_BASE="$CATALINA_HOME"
CLASSPATH=
if [ -r "$CATALINA_BASE/bin/setenv.sh" ]; then . "$CATALINA_BASE/bin/setenv.sh"; elif [ -r "$CATALINA_HOME/bin/setenv.sh" ]; then . "$CATALINA_HOME/bin/setenv.sh"; fi
. "$CATALINA_HOME"/bin/setclasspath.sh
if [ ! -z "$CLASSPATH" ]; then CLASSPATH="$CLASSPATH":; fi
CLASSPATH="$CLASSPATH""$CATALINA_HOME"/bin/bootstrap.jar
if [ -z "$JSSE_OPTS" ]; then JSSE_OPTS="-Dtls=2"; fi
JAVA_OPTS="$JAVA_OPTS $JSSE_OPTS"
if [ "$1" = "debug" ]; then exec "$_RUNJDB" x
elif [ "$1" = "run" ]; then
  shift
  eval exec "\\"$_RUNJAVA\\"" $JAVA_OPTS $CATALINA_OPTS -classpath "\\"$CLASSPATH\\"" -Dcatalina.base="\\"$CATALINA_BASE\\"" org.apache.catalina.startup.Bootstrap "$@" start
elif [ "$1" = "start" ]; then echo start
else echo usage; exit 1
fi`),
      'opt/tomcat/bin/setclasspath.sh':
        'if [ -z "$JRE_HOME" ]; then JRE_HOME="$JAVA_HOME"; fi\nif [ -z "$_RUNJAVA" ]; then _RUNJAVA="$JRE_HOME"/bin/java; fi\n',
      'opt/tomcat/bin/setenv.sh': 'CATALINA_OPTS="-Xms1m -Xmx2m"\n',
      'opt/tomcat/bin/bootstrap.jar': 'x',
    },
    cmd: ['catalina.sh', 'run'],
    env: { PATH: '/opt/tomcat/bin:/usr/bin:/bin', JAVA_HOME: '/opt/jre' },
    cwd: '/opt/tomcat',
  },
  {
    name: 'npm start',
    servers: [],
    files: {
      'srv/package.json': '{"scripts":{"prestart":"echo pre","start":"MODE=x node server.js --a"}}',
      'srv/server.js': 'setInterval(() => {}, 1e6)',
    },
    cmd: ['npm', 'start'],
    cwd: '/srv',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/root', npm_config_update_notifier: 'false' },
  },
  {
    name: 'node through a shell',
    servers: [],
    files: {
      'srv/index.js': 'setInterval(() => {}, 1e6)',
      'e.sh': sh(
        'set -e\nif [ "${1#-}" != "${1}" ] || [ -z "$(command -v "${1}")" ]; then\n  set -- node "$@"\nfi\nexec "$@"',
      ),
    },
    entrypoint: ['/e.sh'],
    cmd: ['index.js'],
    cwd: '/srv',
  },
  {
    name: 'gunicorn in a console script',
    servers: ['opt/venv/bin/python'],
    files: {
      'opt/venv/bin/gunicorn': '#!/opt/venv/bin/python\nimport x\n',
      'srv/app.py': '',
      'e.sh': sh(
        'set -eu\n: "${WORKERS:=2}"\nexec gunicorn --bind "0.0.0.0:${PORT:-8000}" --workers "$WORKERS" app:app',
      ),
    },
    entrypoint: ['/e.sh'],
    env: { PATH: '/opt/venv/bin:/usr/bin:/bin', PORT: '9000' },
    cwd: '/srv',
  },
  {
    name: 'supervisord',
    servers: ['usr/sbin/a', 'usr/sbin/b'],
    files: {
      'etc/supervisor/supervisord.conf':
        '[supervisord]\nnodaemon=true\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile=/tmp/s.pid\nuser=root\n[include]\nfiles=/etc/supervisor/conf.d/*.conf\n',
      'etc/supervisor/conf.d/a.conf':
        '[program:a]\ncommand=/usr/sbin/a --x "y z"\n[program:b]\ncommand=sh -c "exec b $MODE"\nenvironment=MODE="m"\n[program:c]\ncommand=/usr/sbin/b off\nautostart=false\n',
    },
    cmd: ['/usr/bin/supervisord', '-c', '/etc/supervisor/supervisord.conf'],
  },
  {
    name: 'runit',
    servers: ['usr/sbin/a', 'usr/sbin/b'],
    files: { 'services/a/run': sh('exec 2>&1\nexec a -x'), 'services/b/run': sh('exec chpst -u www-data b') },
    cmd: ['runsvdir', '-P', '/services'],
    open: true,
  },
  {
    name: 'one behind, one in front',
    servers: ['usr/sbin/a', 'usr/sbin/b'],
    files: { 'run.sh': sh('a -bg &\nexec b "$@"') },
    entrypoint: ['/run.sh'],
    cmd: ['-x'],
    open: true,
  },
  {
    name: 'two behind and wait',
    servers: ['usr/sbin/a', 'usr/sbin/b'],
    files: { 'run.sh': bash('trap "kill 0" TERM INT\na &\nb -x &\nwait -n\nexit $?') },
    cmd: ['/run.sh'],
  },
  {
    name: 'a loop that never ends',
    servers: ['usr/sbin/srv'],
    files: { 'run.sh': sh('while :; do\n  srv -x\n  sleep 1\ndone') },
    cmd: ['/run.sh'],
  },
  {
    name: 'busybox shell',
    servers: ['usr/sbin/srv'],
    files: { 'run.sh': '#!/bin/busybox sh\nset -e\n[ "$1" ] || set -- srv\nexec "$@"\n' },
    entrypoint: ['/run.sh'],
  },
  {
    name: 'env -S and nice',
    servers: ['usr/sbin/srv'],
    files: { 'run.sh': '#!/usr/bin/env -S bash -e\nexec nice -n 5 env -u FOO X=1 nohup srv "$@"\n' },
    entrypoint: ['/run.sh'],
    cmd: ['a'],
  },
  {
    name: 'su with a line',
    servers: ['usr/sbin/srv'],
    files: { 'run.sh': sh('exec runuser -u www-data -- srv "$(basename "$0" .sh)"') },
    entrypoint: ['/run.sh'],
  },
  {
    name: 'a pipeline of output',
    servers: ['usr/sbin/srv'],
    files: {
      'run.sh': sh('VERSION=$(printf "a b c\\n" | cut -d" " -f2 | tr a-z A-Z)\nexec srv "$VERSION" "$(cat /etc/conf)"'),
      'etc/conf': 'one\n',
    },
    cmd: ['/run.sh'],
  },
  {
    name: 'links to the script and to its folder',
    servers: ['opt/app/bin/srv'],
    files: {
      'opt/app/bin/run': bash(
        'DIR="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"\nexport PATH="$DIR:$PATH"\nexec srv --home "${DIR%/bin}"',
      ),
    },
    cmd: ['/opt/app/bin/run'],
  },
  {
    name: 'a choice by a number',
    servers: ['usr/sbin/srv'],
    files: {
      'run.sh': bash(
        'N=${THREADS:-4}\nif (( N > 3 )); then set -- "$@" --big; else set -- "$@" --small; fi\nfor i in 1 2 3; do [ $i -eq 2 ] && continue; ARGS="$ARGS -i$i"; done\nexec srv "$@" $ARGS',
      ),
    },
    entrypoint: ['/run.sh'],
    cmd: ['z'],
  },
  {
    name: 'what only a run knows',
    servers: ['usr/sbin/srv'],
    files: {
      'run.sh': sh(
        'if [ "$(date +%S)" -gt 70 ]; then exec srv --late; fi\nexec srv --host "$(cat /proc/sys/kernel/ostype)"',
      ),
    },
    cmd: ['/run.sh'],
    open: true,
  },
];
