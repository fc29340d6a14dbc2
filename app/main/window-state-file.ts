import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseWindowState, printWindowState, type WindowState } from './window-state.ts';

/** Keeps a window's place in a file. That it cannot is nobody's concern: the next window opens where the system likes. */
export class WindowStateFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  read(): WindowState {
    try {
      return parseWindowState(readFileSync(this.#path, 'utf8'));
    } catch {
      return parseWindowState('');
    }
  }

  write(state: WindowState): void {
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      // A program that ends meanwhile leaves the old file or the new one.
      writeFileSync(`${this.#path}.new`, printWindowState(state));
      renameSync(`${this.#path}.new`, this.#path);
    } catch {
      // No place to write to.
    }
  }
}
