import type { Config } from './config.ts';

/** Where the configuration is written. A host brings it: only it knows which file was meant. */
export type ConfigFile = Readonly<{
  path: string;
  /** False for a file that was named on the command line: that is somebody else's to change. */
  writable: boolean;
  /** The configuration as it would be at the next start. @throws Error when the file cannot be used */
  read(): Config;
  /**
   * Writes one line, or takes it away with null; comments and everything else stay.
   *
   * @throws Error when the file cannot be used or written
   */
  set(section: 'analyzers' | 'plugins', key: string, value: boolean | string | null): void;
}>;
