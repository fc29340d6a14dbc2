import type { Text } from '../text.ts';

const PREFIX = '__unknown_';

/** Script text of a text with unknown parts: each becomes a variable that {@link markOf} knows. */
export function restoreMarks(text: Text): string {
  return text.replaceAll(/[^\0-\xff]/g, (mark) => `\${${PREFIX}${mark.charCodeAt(0).toString(16)}}`);
}

/** The mark that such a variable stands for. No script can make use of it: it has no other value anywhere. */
export function markOf(name: string): Text | undefined {
  return name.startsWith(PREFIX) && /^[0-9a-f]{3,4}$/.test(name.slice(PREFIX.length))
    ? String.fromCharCode(Number.parseInt(name.slice(PREFIX.length), 16))
    : undefined;
}
