import { CommanderError } from 'commander';
import { exitCodes, failureOf, type Failure } from './exit-codes.ts';
import { Output } from './output.ts';
import { buildProgram } from './program.ts';

export type Streams = Readonly<{ stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream }>;

/**
 * Runs one command line. Results go to stdout, everything else to stderr.
 *
 * @returns the exit code
 */
export async function runCommandLine(argv: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const output = new Output(stdout);
  let exitCode: number = exitCodes.complete;
  const program = buildProgram(output, stderr, (code) => (exitCode = code));
  try {
    await program.parseAsync(argv, { from: 'user' });
    await output.flush();
    return exitCode;
  } catch (error) {
    await output.flush();
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.complete;
    const failure = error instanceof CommanderError ? usageFailure(error) : failureOf(error);
    report(failure, argv.includes('--json'), stderr);
    return failure.exitCode;
  }
}

function usageFailure(error: CommanderError): Failure {
  const message = error.message.replace(/^error: /, '');
  return {
    exitCode: exitCodes.usage,
    code: 'usage',
    message: `Cannot run: ${message}`,
    details: ['Try: stellaops --help'],
    data: {},
  };
}

function report(
  { code, message, details, data, exitCode }: Failure,
  json: boolean,
  stderr: NodeJS.WritableStream,
): void {
  if (json) stderr.write(`${JSON.stringify({ error: { code, message, exitCode, ...(data as object) } })}\n`);
  else stderr.write(`${[message.split('\n')[0], ...details].join('\n')}\n`);
}
