import { cpSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** The built program that journeys run: a copy, as one journey builds the program anew, as a newcomer does. */
export const builtCopy = resolve(root, '.cache/e2e-built');

/** Copies what was built, before the first journey. */
export default function copyBuilt(): void {
  rmSync(builtCopy, { recursive: true, force: true });
  cpSync(resolve(root, 'dist'), builtCopy, { recursive: true });
}
