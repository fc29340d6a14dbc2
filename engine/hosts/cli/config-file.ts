import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import type { ConfigFile } from '#engine/run/index.ts';
import { type CommonOptions, dataDir, effectiveConfig } from './session.ts';
import { UsageError } from './usage-error.ts';

/** The configuration file of a data folder, to be changed from the console; one that was named by hand is only read. */
export function configFileOf(options: CommonOptions): ConfigFile {
  const path = options.config ?? join(dataDir(options), 'scanner.yaml');
  return {
    path,
    writable: options.config === undefined,
    read: () => effectiveConfig(options).config,
    set(section, key, value) {
      const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
      const document = parseDocument(before);
      const [error] = document.errors;
      if (error) throw new UsageError(`Cannot change "${path}": ${error.message.split('\n')[0] ?? ''}`);
      if (value === null) {
        document.deleteIn([section, key]);
        const left = document.get(section);
        if (isMap(left) && left.items.length === 0) document.delete(section);
      } else document.setIn([section, key], value);
      mkdirSync(dirname(path), { recursive: true });
      // A program that ends meanwhile leaves the old file or the new one.
      writeFileSync(`${path}.new`, isEmpty(document.toJSON()) ? '' : document.toString(), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
