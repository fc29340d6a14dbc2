/**
 * What CPython has inside, from 3.6 to 3.14: read from `sys.builtin_module_names` and `_imp._frozen_module_names()` of each, and from
 * the C sources of 3.11.
 */

/** Compiled into every build. */
const BUILTIN = `_abc _ast _codecs _collections _functools _imp _io _locale _operator _signal _sre _stat _string _suggestions
  _symtable _sysconfig _thread _tokenize _tracemalloc _warnings _weakref atexit builtins errno faulthandler gc itertools
  marshal posix pwd sys time`;

/** Compiled in by some distributors, files in `lib-dynload` of others: built in where there is no file. */
const PERHAPS_BUILTIN = `_asyncio _bisect _blake2 _bz2 _contextvars _crypt _csv _ctypes _datetime _decimal _elementtree _hashlib
  _heapq _hmac _interpchannels _interpqueues _interpreters _json _lsprof _lzma _md5 _multibytecodec _multiprocessing _opcode _pickle
  _posixshmem _posixsubprocess _queue _random _remote_debugging _sha1 _sha2 _sha256 _sha3 _sha512 _socket _sqlite3 _ssl _statistics
  _struct _types _typing _uuid _xxsubinterpreters _zoneinfo _zstd array binascii cmath fcntl grp math mmap pyexpat readline resource select
  spwd syslog termios unicodedata xxsubtype zlib`;

/** The copy in the program runs, not the file (since 3.11). */
const FROZEN = `_collections_abc _sitebuiltins abc codecs genericpath importlib.machinery importlib.util io ntpath os posixpath
  runpy site stat`;

/** Frozen since import is written in Python (3.3); `zipimport` since 3.8. */
const ALWAYS_FROZEN = 'importlib._bootstrap importlib._bootstrap_external zipimport';

/** Modules that have no file. */
const NO_FILE = '__main__ _frozen_importlib _frozen_importlib_external';

/** Loaded before the program, in this order: without `site` and what it asks for under `-S`. */
const STARTUP = 'codecs encodings encodings.aliases encodings.utf_8 abc io';
const STARTUP_BEFORE_3_10 = 'encodings.latin_1 _bootlocale';

/** What C code asks for; behind `?` what it asks for only when a function is called. */
const FROM_C = `
  _asyncio: asyncio.events asyncio.base_futures asyncio.exceptions asyncio.base_tasks asyncio.coroutines traceback weakref
  _csv: io re?
  _ctypes: ctypes._endian?
  _datetime: _strptime?
  _decimal: numbers collections
  _elementtree: copy xml.etree.ElementPath
  _json: json.decoder?
  _pickle: copyreg _compat_pickle codecs functools
  _socket: encodings.idna?
  _sqlite3: sqlite3.dump?
  _zoneinfo: zoneinfo._common
  array: collections.abc
  time: _strptime?
  _warnings: warnings?
  builtins: io?`;

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

const builtin = words(`${BUILTIN} ${NO_FILE}`);
const perhapsBuiltin = words(PERHAPS_BUILTIN);
const alwaysFrozen = words(ALWAYS_FROZEN);
const frozen = words(FROZEN);

const fromC: ReadonlyMap<string, readonly string[]> = new Map(
  FROM_C.split('\n').flatMap((line): [string, string[]][] => {
    const [name = '', asks = ''] = line.split(':');
    return name.trim() === '' ? [] : [[name.trim(), [...words(asks)]]];
  }),
);

/** Is the module part of every build of the interpreter? */
export const isBuiltin = (name: string): boolean => builtin.has(name);

/** May the module be part of the interpreter, if there is no file of it? */
export const isPerhapsBuiltin = (name: string): boolean => perhapsBuiltin.has(name);

/** Does the interpreter run its own copy of the module? */
export function isFrozen(name: string, minor: number): boolean {
  return alwaysFrozen.has(name) || (minor >= 11 && frozen.has(name));
}

/** Modules that an interpreter loads before any of its program. */
export function startupModules(minor: number, hasSite: boolean): string[] {
  return [...words(`${STARTUP} ${minor < 10 ? STARTUP_BEFORE_3_10 : ''} ${hasSite ? 'site' : ''}`)];
}

/** What a module that is written in C asks for. */
export function requestsFromC(name: string): { specifier: string; lazy: boolean }[] {
  return (fromC.get(name) ?? []).map((text) => ({ specifier: text.replace('?', ''), lazy: text.endsWith('?') }));
}
