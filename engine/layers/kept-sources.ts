import { limits } from '#engine/bytes/limits.ts';
import type { ContentKind } from '#shared/model/tree.ts';
import type { Bytes } from '#shared/model/units.ts';

/** Sources that EntryTrace, the usage view and the loader read by path. */
const SUFFIXES = new Set(['.js', '.cjs', '.mjs', '.json', '.py', '.pth', '.sh']);

/** Loader configuration: what decides where a dynamic linker looks. */
const LOADER = /^etc\/(ld\.so\.(conf|cache|preload)|ld\.so\.conf\.d\/[^/]+|ld-musl-[^/]+\.path)$/;

/**
 * Configuration that says which programs run: accounts (USER, gosu), supervisors, cron, and what a start script may source. `Procfile`,
 * gunicorn's and php-fpm's are named by programs that are launched.
 */
const STARTS =
  /^etc\/(passwd|group|shells|inittab|crontab|supervisord?\.conf|supervisor(d|d\.d)?\/.*|s6-overlay\/.*|s6\/.*|services\.d\/.*|cont-init\.d\/.*|service\/.*|sv\/.*|runit\/.*|default\/[^/]+|sysconfig\/[^/]+|profile|environment|bash\.bashrc|apache2\/envvars|php.*\.conf|cron\.d\/[^/]+|docker-entrypoint\.d\/.*)$/;
/** The same, wherever they are. */
const STARTS_ANYWHERE = new Set([
  'supervisord.conf',
  'envvars',
  'Procfile',
  'MANIFEST.MF',
  'pyvenv.cfg',
  'jvm.options',
  'entry_points.txt',
]);
const START_SUFFIXES = new Set(['.envsh', '.env', '.bash', '.ini', '.argfile', '.service']);

/** Is a file's content kept for later stages, as far as its path and size say? Package databases are decided by the dispatch. */
export function keepsByPath(path: string, size: Bytes): boolean {
  if (size > limits.sourceBytes) return false;
  const slash = path.lastIndexOf('/');
  const dot = path.lastIndexOf('.');
  const suffix = dot > slash ? path.slice(dot) : '';
  return (
    (suffix !== '' && (SUFFIXES.has(suffix) || START_SUFFIXES.has(suffix))) ||
    STARTS_ANYWHERE.has(path.slice(slash + 1)) ||
    (path.startsWith('etc/') && (LOADER.test(path) || STARTS.test(path)))
  );
}

/** Is it kept because it is a script? */
export function keepsByKind(kind: ContentKind, size: Bytes): boolean {
  return kind === 'script' && size <= limits.sourceBytes;
}
