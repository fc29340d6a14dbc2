/** The engine's front door: a host opens the engine and, for a console, serves it. */
export { openEngine } from './run/index.ts';
export { startConsoleServer } from './serve/index.ts';
