import type { ImageId } from '#shared/model/digest.ts';
import type { PartialRows, SoFarRow } from '#shared/model/so-far.ts';
import type { RunningScan } from '../jobs/job-runner.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import { rowsSoFar } from './so-far.ts';

/** Some MB of text; a caller comes back for the rest. */
const ROWS_OF_A_PIECE = 5000;

/**
 * Components of an image whose scan has not ended, as text that says of itself that it is partial and no SBOM. Pieces from `offset`
 * on make one JSON document. Nothing of it is kept.
 *
 * @throws EngineError `not-found` when this process runs no such scan, `refused` before the components are known
 */
export async function partialRows(
  context: EngineContext,
  imageId: ImageId,
  offset: number,
  rowsOfAPiece = ROWS_OF_A_PIECE,
): Promise<PartialRows> {
  const scan = context.runner.scanOf(imageId);
  if (scan && !scan.components) throw new EngineError({ kind: 'not-counted' });
  const { total, rows } = await rowsSoFar(context, imageId, Number.MAX_SAFE_INTEGER);
  const piece = rows.slice(offset, offset + rowsOfAPiece);
  const end = offset + piece.length;
  const lines = piece.map((row, at) => `${offset + at === 0 ? '' : ','}\n    ${JSON.stringify(rowOf(row))}`).join('');
  const before = offset === 0 && scan ? `${headOf(scan, total)}  "rows": [` : '';
  return { text: `${before}${lines}${end < total ? '' : '\n  ]\n}\n'}`, next: end < total ? end : null };
}

function rowOf({ key, type, name, version, layer }: SoFarRow): Omit<SoFarRow, 'path'> {
  return { key, type, name, version, layer };
}

function headOf({ progress, stated }: RunningScan, rowCount: number): string {
  const head = {
    partial: true,
    about: 'Components of an image whose scan had not ended. This is no SBOM.',
    imageId: progress.imageId,
    tags: stated?.tags ?? [],
    stage: progress.stages.find(({ state }) => state === 'running')?.stage ?? null,
    layers: progress.layers.map(({ index, diffId, state }) => ({ index, diffId, read: state === 'done' })),
    rowCount,
  };
  const members = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`);
  return `{\n${members.join('')}`;
}
