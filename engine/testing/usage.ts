import type { FileStep } from '#engine/usage/reach.ts';
import type { Hop } from '#shared/model/entry-trace.ts';

/** A hop of a made trace; every field can be replaced. */
export function hopOf(id: string, path: string | null, more: Partial<Hop> = {}): Hop {
  return {
    id,
    parent: null,
    kind: 'start',
    status: 'taken',
    argv: [id],
    path,
    file: null,
    line: null,
    column: null,
    layer: null,
    owner: null,
    user: null,
    cwd: '/',
    called: null,
    env: [],
    program: null,
    ...more,
  };
}

/** A step of code from one file to the next; every field can be replaced. */
export function stepOf(from: string, to: string, more: Partial<FileStep> = {}): FileStep {
  return {
    mechanism: 'code',
    rule: 'relative',
    from,
    to,
    as: to,
    file: from,
    line: 1,
    column: 1,
    hop: null,
    ...more,
  };
}
