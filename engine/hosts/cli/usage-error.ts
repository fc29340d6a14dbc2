/** The command cannot be carried out as it was given. `details` are further lines, such as what could be meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly exitCode: number;
  readonly code: string;
  readonly details: readonly string[];

  constructor(message: string, options: { exitCode?: number; code?: string; details?: readonly string[] } = {}) {
    super(message);
    this.exitCode = options.exitCode ?? 2;
    this.code = options.code ?? 'usage';
    this.details = options.details ?? [];
  }
}
