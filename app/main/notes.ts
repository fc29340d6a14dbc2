import type { HostNote } from '#shared/model/desktop.ts';

const MAX_TITLE = 120;
const MAX_BODY = 400;

/** A note that a page sent, cut to what a system shows; undefined for anything else. */
export function checkNote(value: unknown): HostNote | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, title, body } = value as Record<string, unknown>;
  if (typeof id !== 'string' || id.length > 200 || typeof title !== 'string' || typeof body !== 'string')
    return undefined;
  return { id, title: title.slice(0, MAX_TITLE), body: body.slice(0, MAX_BODY) };
}
