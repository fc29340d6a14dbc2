import { openEngine } from '#engine/run/index.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { type CommonOptions, dataDir, effectiveConfig } from '../session.ts';

/** `diagnostics`: what the console shows under "Privacy and about", for somebody who helps. */
export async function diagnosticsCommand(flags: CommonOptions, output: Output): Promise<number> {
  await using engine = await openEngine({ dataDir: dataDir(flags), config: effectiveConfig(flags).config, scans: 0 });
  await output.line((await engine.housekeeping.diagnostics()).trimEnd());
  return exitCodes.complete;
}
