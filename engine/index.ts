/** The engine's front door: what a host starts. */
export { type Config, configSchema, EngineError, openEngine } from './run/index.ts';
export type { Engine, EnginePorts } from './run/index.ts';
export { type ConsoleServer, type ConsoleServerOptions, startConsoleServer } from './serve/index.ts';
