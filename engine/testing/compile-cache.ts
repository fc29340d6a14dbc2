import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Node keeps what it made of the sources in this folder, by their content: threads and processes that tests start need half the
 * time. Importing this sets it for those of the importing process.
 */
export const compileCache = (process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'stellaops-compile-cache'));
