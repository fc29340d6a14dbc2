import { AcquireError, printChoice } from '#engine/acquire/index.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { PluginError } from '#engine/plugins/index.ts';
import { StoreError } from '#engine/store/index.ts';
import { UsageError } from './usage-error.ts';

/** Exit codes of contracts §2. */
export const exitCodes = {
  complete: 0,
  failure: 1,
  /** Usage, or input that yields no image (an ambiguous choice included). */
  usage: 2,
  notAuthorised: 3,
  notFound: 4,
  wouldNeedNetwork: 5,
  /** Finished, but the image is partial. */
  partial: 6,
  /** `diff --exit-code`: the images are not the same. */
  different: 7,
  tryAgain: 10,
} as const;

/** What a failed command tells: one line for people, the same as data for `--json`. */
export type Failure = Readonly<{
  exitCode: number;
  code: string;
  message: string;
  details: readonly string[];
  data: unknown;
}>;

/** Maps an error to its exit code and text. An error that is none of ours is a bug and keeps its stack in `details`. */
export function failureOf(error: unknown): Failure {
  if (error instanceof AcquireError) {
    return {
      exitCode: acquireCode(error.code),
      code: error.code,
      message: error.message,
      details: error.choices.map((choice) => `  ${printChoice(choice)}`),
      data: { diagnostic: error.diagnostic, choices: error.choices },
    };
  }
  // A folder that changes while it is read, or is deeper than any: nothing can be said of it.
  if (error instanceof ParseError) {
    const { code } = error.diagnostic;
    return {
      exitCode: exitCodes.failure,
      code,
      message: error.message,
      details: [],
      data: { diagnostic: error.diagnostic },
    };
  }
  if (error instanceof UsageError) {
    return { exitCode: error.exitCode, code: error.code, message: error.message, details: error.details, data: {} };
  }
  if (error instanceof StoreError) {
    const retry = error.code === 'locked' || error.code === 'busy';
    return {
      exitCode: retry ? exitCodes.tryAgain : exitCodes.failure,
      code: error.code,
      message: error.message,
      details: [],
      data: {},
    };
  }
  if (error instanceof PluginError) {
    const exitCode = error.code === 'not-found' || error.code === 'not-accepted' ? exitCodes.usage : exitCodes.failure;
    return { exitCode, code: error.code, message: error.message, details: [], data: {} };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { exitCode: exitCodes.failure, code: 'cancelled', message: 'Cancelled', details: [], data: {} };
  }
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    return { exitCode: exitCodes.failure, code: String(error.code), message: error.message, details: [], data: {} };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    exitCode: exitCodes.failure,
    code: 'internal',
    message: `Cannot finish: ${error instanceof Error ? error.message : stack}`,
    details: [stack],
    data: {},
  };
}

function acquireCode(code: AcquireError['code']): number {
  switch (code) {
    case 'not-found':
      return exitCodes.notFound;
    case 'not-an-image':
    case 'ambiguous':
    case 'no-such-image':
    case 'no-such-platform':
    case 'damaged':
      return exitCodes.usage;
    case 'unreadable':
      return exitCodes.failure;
    case 'would-need-network':
      return exitCodes.wouldNeedNetwork;
    default:
      return code satisfies never;
  }
}
