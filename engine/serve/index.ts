/** The serve stage's front door. */
export { type ConsoleServer, type ConsoleServerOptions, startConsoleServer } from './http/console-server.ts';
