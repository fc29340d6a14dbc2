import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Marks the fuses inside Electron's program (Electron's documentation, "Fuses"). */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const VERSION = 1;

/**
 * Writes a folder that the packager takes for Electron for Linux. It cannot run; it has fuses to set.
 *
 * @param fuses their states, in order: true is on
 */
export async function writeElectronStub(folder: string, version: string, fuses: readonly boolean[]): Promise<void> {
  const wire = Buffer.from(SENTINEL, 'latin1');
  const states = fuses.map((on) => (on ? '1' : '0').charCodeAt(0));
  const program = Buffer.from([0x7f, 0x45, 0x4c, 0x46, ...wire, VERSION, states.length, ...states, 0]);
  await writeFile(join(folder, 'electron'), program, { mode: 0o755 });
  await writeFile(join(folder, 'version'), version);
  await writeFile(join(folder, 'LICENSE'), 'stub');
  await writeFile(join(folder, 'LICENSES.chromium.html'), 'stub');
}
