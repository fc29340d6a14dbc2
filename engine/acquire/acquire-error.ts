import { type Diagnostic, describeDiagnostic } from '#shared/model/diagnostic.ts';
import type { ImageChoice } from './types.ts';

/**
 * Why a reference gave no image.
 *
 * - `not-found`: nothing lies at that path.
 * - `not-an-image`: readable, but something else (a single layer, an artifact, any other file).
 * - `ambiguous`: several images fit; `choices` lists them.
 * - `no-such-image`, `no-such-platform`: none fits; `choices` lists those that are there.
 * - `damaged`: an image, but its description is malformed, missing or not what its digest says.
 * - `unreadable`: the host refused (permission, input or output error, no room for the spooled archive).
 * - `would-need-network`: the reference names a registry or an engine.
 */
export type AcquireErrorCode =
  | 'not-found'
  | 'not-an-image'
  | 'ambiguous'
  | 'no-such-image'
  | 'no-such-platform'
  | 'damaged'
  | 'unreadable'
  | 'would-need-network';

/** What yields no image. */
export class AcquireError extends Error {
  override readonly name = 'AcquireError';
  readonly code: AcquireErrorCode;
  readonly diagnostic: Diagnostic;
  readonly choices: readonly ImageChoice[];

  constructor(
    code: AcquireErrorCode,
    diagnostic: Diagnostic,
    more: { choices?: readonly ImageChoice[]; cause?: unknown } = {},
  ) {
    super(describeDiagnostic(diagnostic), more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.diagnostic = diagnostic;
    this.choices = more.choices ?? [];
  }
}
