// Loaded into a program by `node --require`: writes down where every request led, and every file that was really loaded.
// Threads and child processes inherit the option, so they write too; each line is one append, and lines do not mix.
'use strict';
const { appendFileSync } = require('node:fs');
const Module = require('node:module');
const { fileURLToPath } = require('node:url');

const log = process.env.LOADS_FILE;
const write = (row) => appendFileSync(log, `${JSON.stringify(row)}\n`);
const asPath = (url) => (url?.startsWith('file:') ? fileURLToPath(url) : (url ?? null));

Module.registerHooks({
  resolve(specifier, context, next) {
    const mode = context.conditions?.includes('import') ? 'import' : 'require';
    const row = { kind: 'request', mode, from: asPath(context.parentURL), specifier };
    try {
      const result = next(specifier, context);
      write({ ...row, to: asPath(result.url) });
      return result;
    } catch (error) {
      write({ ...row, to: null });
      throw error;
    }
  },
  load(url, context, next) {
    const result = next(url, context);
    if (url.startsWith('file:')) write({ kind: 'load', path: asPath(url) });
    return result;
  },
});

const { load } = Module.prototype;
Module.prototype.load = function (filename) {
  write({ kind: 'load', path: filename });
  return load.call(this, filename);
};

const { dlopen } = process;
process.dlopen = function (module, filename, ...flags) {
  write({ kind: 'load', path: filename });
  return dlopen.call(this, module, filename, ...flags);
};
