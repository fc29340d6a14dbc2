import { readFileSync } from 'node:fs';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { EngineError, readCitations, type ReadCitation, verifyCitation } from '#engine/run/index.ts';
import type { Store } from '#engine/store/index.ts';
import { inert } from '#shared/text/citation.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { type CommonOptions, withStore } from '../session.ts';
import { UsageError } from '../usage-error.ts';

/**
 * `verify citation FILE|-`: checks one citation or several from the bytes up. Exit 0 when all is as they say, 1 when something differs, 2 for text
 * that is no citation, 4 when there is nothing to compare with.
 */
export async function verifyCitationCommand(
  file: string,
  flags: CommonOptions & { source?: string },
  output: Output,
): Promise<number> {
  const citations = read(file);
  return await withStore(flags, async (store) => {
    let all = true;
    for (const one of citations) all = (await isVerified(store, one, flags, output)) && all;
    return all ? exitCodes.complete : exitCodes.failure;
  });
}

async function isVerified(
  store: Store,
  { citation, wordsDiffer }: ReadCitation,
  flags: CommonOptions & { source?: string },
  output: Output,
): Promise<boolean> {
  const verdict = await verifyCitation(store, citation, flags.source).catch((error: unknown) => {
    if (!(error instanceof EngineError)) throw error;
    throw new UsageError(error.message, { exitCode: exitCodes.notFound, code: error.code });
  });
  const { verified, against, source, checks } = verdict;
  if (flags.json) await output.json({ ...verdict, wordsDiffer });
  else {
    await output.line(`${verified ? 'verified' : 'NOT VERIFIED'}  against ${against} ${inert(source)}`);
    for (const { check, ok, expected, found } of checks)
      for (const line of ok ? [`${check}  ${found}`] : [`${check}  expected ${expected}`, `  found ${found}`])
        await output.line(`  ${inert(line)}`);
    if (against === 'kept sources')
      await output.line('  the archive is gone: compared with what was kept of it, under its hash');
    if (wordsDiffer) await output.line('  the words before the JSON differ from it; only the JSON was checked');
  }
  return verified;
}

function read(file: string): readonly ReadCitation[] {
  try {
    return readCitations(readFileSync(file === '-' ? 0 : file));
  } catch (error) {
    if (error instanceof ParseError) throw new UsageError(error.message);
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`Cannot read "${file}": ${code}`, {
      exitCode: code === 'ENOENT' ? exitCodes.notFound : exitCodes.failure,
      code: 'not-found',
    });
  }
}
