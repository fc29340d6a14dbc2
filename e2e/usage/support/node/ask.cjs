// node ask.cjs FILE: asks for each request of each case, in the name of its `app/main.js`; whatever is found may fail as it likes.
'use strict';
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');

void (async () => {
  for (const { main, requests } of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
    const ask = (await import(join(dirname(main), 'ask.mjs'))).default;
    for (const { how, specifier } of requests)
      try {
        if (how === 'require') createRequire(main)(specifier);
        else await ask(specifier);
      } catch {}
  }
})();
