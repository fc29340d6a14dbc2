export type ApplicationName = 'node' | 'python' | 'java' | 'nginx' | 'go';

/** How an application starts, and what is known of it before anything is run. */
export type Application = Readonly<{
  entrypoint?: readonly string[];
  cmd?: readonly string[];
  workingDir?: string;
  path?: string;
  /** Which opened files are code that the application's module system loads. */
  modules: RegExp;
  /** Loaded files that nothing leads to, each with its reason. */
  unled: Readonly<Record<string, string>>;
  /** Parts of keys of components that must be reached, and that must not. */
  reached: readonly string[];
  notReached: readonly string[];
}>;

/** Packages of the root that no application has anything to do with. */
export const NEVER: readonly string[] = ['/perl-base@', '/apt@', '/passwd@', '/sysvinit-utils@'];

export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const NOTHING = /^$/;

export const applications: Readonly<Record<ApplicationName, Application>> = {
  node: {
    entrypoint: ['node', 'server.js'],
    workingDir: '/srv/app',
    // A package's own description is read to find modules, and is none.
    modules: /(?<!\/package)\.(?:[cm]?js|json|node)$/,
    unled: {},
    reached: ['pkg:npm/express@', 'pkg:npm/pino@', 'pkg:npm/qs@', 'pkg:npm/sonic-boom@', 'pkg:deb/debian/libc6@'],
    notReached: ['pkg:npm/lodash@', '/nginx-light@', '/openjdk-17-jre-headless@', '/python3.11-minimal@'],
  },
  python: {
    cmd: ['gunicorn', '-b', '127.0.0.1:18081', 'app:app'],
    workingDir: '/srv/py',
    path: '/srv/py/venv/bin:/usr/bin:/bin',
    modules: /\.(?:pyc?|so)$/,
    unled: {},
    reached: ['pkg:pypi/flask@', 'pkg:pypi/gunicorn@', 'pkg:pypi/werkzeug@', '/libpython3.11-stdlib@'],
    notReached: ['pkg:pypi/boltons@', '/nginx-light@', '/openjdk-17-jre-headless@'],
  },
  java: {
    entrypoint: ['java', '-jar', '/srv/java/app.jar'],
    modules: /\.jar$/,
    unled: {},
    reached: ['/gson@', '/commons-lang3@', '/slf4j-api@', '/openjdk-17-jre-headless@'],
    notReached: ['/commons-io@', '/nginx-light@', '/python3.11-minimal@'],
  },
  nginx: {
    entrypoint: ['nginx', '-g', 'daemon off;'],
    modules: NOTHING,
    unled: {},
    reached: ['/nginx@', '/libpcre2-8-0@', '/libssl3@'],
    notReached: ['/openjdk-17-jre-headless@', '/python3.11-minimal@'],
  },
  go: {
    entrypoint: ['/srv/go/service'],
    modules: NOTHING,
    unled: {},
    reached: ['pkg:golang/github.com/google/uuid@', 'pkg:golang/github.com/gorilla/mux@'],
    notReached: ['/nginx-light@', '/openjdk-17-jre-headless@', '/python3.11-minimal@', '/libc6@'],
  },
};
