import { limits } from '#engine/bytes/limits.ts';
import type { ContentKind } from '#shared/model/tree.ts';
import type { Bytes } from '#shared/model/units.ts';

/** Sources that EntryTrace, the usage view and the loader read by path. */
const SUFFIXES = new Set(['.json', '.pth', '.sh']);

/** Sources whose requests for modules are followed: kept as far as they are parsed, so that no layer is inflated again for a bundle. */
const CODE: ReadonlyMap<string, Bytes> = new Map([
  ['.js', limits.scriptBytes],
  ['.cjs', limits.scriptBytes],
  ['.mjs', limits.scriptBytes],
  ['.py', limits.pythonBytes],
]);

/** Loader configuration: what decides where a dynamic linker looks, and which names libraries open by themselves. */
const LOADER =
  /^etc\/(ld\.so\.(conf|cache|preload)|ld\.so\.conf\.d\/[^/]+|ld-musl-[^/]+\.path|nsswitch\.conf|pam\.d\/[^/]+)$/;
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
  'openssl.cnf',
  'opensslcnf.config',
  'fipsmodule.cnf',
  'qt.conf',
  'qt6.conf',
]);
const START_SUFFIXES = new Set(['.envsh', '.env', '.bash', '.ini', '.argfile', '.service']);

/** Is a file's content kept for later stages, as far as its path and size say? Package databases are decided by the dispatch. */
export function keepsByPath(path: string, size: Bytes): boolean {
  const slash = path.lastIndexOf('/');
  const dot = path.lastIndexOf('.');
  const suffix = dot > slash ? path.slice(dot) : '';
  if (size > limits.sourceBytes) return size <= (CODE.get(suffix) ?? 0);
  return (
    (suffix !== '' && (CODE.has(suffix) || SUFFIXES.has(suffix) || START_SUFFIXES.has(suffix))) ||
    STARTS_ANYWHERE.has(path.slice(slash + 1)) ||
    (path.startsWith('etc/') && (LOADER.test(path) || STARTS.test(path))) ||
    isLoaderElsewhere(path.slice(0, Math.max(slash, 0)), path.slice(slash + 1), suffix)
  );
}

/** The same below other folders: a loader that was installed elsewhere, vendors' services, character sets, OpenSSL. */
function isLoaderElsewhere(folder: string, name: string, suffix: string): boolean {
  return (
    (suffix === '.path' && name.startsWith('ld-musl-') && folder.endsWith('/etc')) ||
    folder.endsWith('lib/pam.d') ||
    (name === 'gconv-modules' && folder.endsWith('/gconv')) ||
    (suffix === '.conf' && (folder.endsWith('/gconv-modules.d') || folder.endsWith('/openssl.d')))
  );
}

/** Is it kept because it is a script? */
export function keepsByKind(kind: ContentKind, size: Bytes): boolean {
  return kind === 'script' && size <= limits.sourceBytes;
}
