import { CommanderError } from 'commander';
import { exitCodes, failureOf, type Failure } from './exit-codes.ts';
import { Output } from './output.ts';
import { buildProgram } from './program.ts';

/** Runs one command line. Results go to stdout, everything else to stderr. */
async function main(argv: readonly string[]): Promise<number> {
  const output = new Output(process.stdout);
  let exitCode: number = exitCodes.complete;
  const program = buildProgram(output, (code) => (exitCode = code));
  try {
    await program.parseAsync(argv, { from: 'user' });
    await output.flush();
    return exitCode;
  } catch (error) {
    await output.flush();
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.complete;
    const failure = error instanceof CommanderError ? usageFailure(error) : failureOf(error);
    report(failure, argv.includes('--json'));
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

function report({ code, message, details, data, exitCode }: Failure, json: boolean): void {
  if (json) process.stderr.write(`${JSON.stringify({ error: { code, message, exitCode, ...(data as object) } })}\n`);
  else process.stderr.write(`${[message.split('\n')[0], ...details].join('\n')}\n`);
}

process.exitCode = await main(process.argv.slice(2));
