import type { EngineMessage } from '#shared/model/desktop.ts';

/** A message of the engine process; undefined for anything else that arrives. */
export function checkEngineMessage(value: unknown): EngineMessage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, origin, token, hasPage, handedOut, message, exitCode } = value as Record<string, unknown>;
  if (kind === 'restart') return { kind };
  if (kind === 'failed' && typeof message === 'string') {
    const known = typeof exitCode === 'number' && Number.isInteger(exitCode) && exitCode > 0 && exitCode < 256;
    return { kind, message: message.slice(0, 2000), ...(known ? { exitCode } : {}) };
  }
  return kind === 'ready' &&
    typeof origin === 'string' &&
    /^http:\/\/127\.0\.0\.1:[1-9]\d{0,4}$/.test(origin) &&
    typeof token === 'string' &&
    /^[\w-]{43}$/.test(token) &&
    typeof hasPage === 'boolean'
    ? { kind, origin, token, hasPage, ...(isPath(handedOut) ? { handedOut } : {}) }
    : undefined;
}

function isPath(value: unknown): value is string {
  // Of POSIX, of Windows, or of a machine in its network.
  return typeof value === 'string' && value.length <= 32_768 && /^(?:\/|[A-Za-z]:[\\/]|\\\\)[^\0]*$/.test(value);
}
