import { limits } from '#engine/bytes/limits.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { TraceReason } from '#shared/model/entry-trace.ts';

/**
 * What is known of a text: a byte string in which each character above 0xff stands for a part that is not known. So `-Xmx?m` is
 * known to begin with `-Xmx`, and no byte of an image can be taken for such a mark.
 */
export type Text = string;

/** Marks begin here and end with the code units. */
const FIRST_MARK = 0x100;
const LAST_MARK = 0xfffe;

type Unknown = Readonly<{ reason: TraceReason; source: string; many: boolean }>;

/** Is every byte known? */
export function isKnown(text: Text): boolean {
  return !/[^\0-\xff]/.test(text);
}

/** Known bytes in front of the first unknown part. */
export function knownStart(text: Text): string {
  const at = text.search(/[^\0-\xff]/);
  return at < 0 ? text : text.slice(0, at);
}

/** Known bytes behind the last unknown part. */
export function knownEnd(text: Text): string {
  return /[\0-\xff]*$/.exec(text)?.[0] ?? '';
}

/** Is it the empty string? `undefined`: that depends on what is not known. */
export function isEmpty(text: Text): boolean | undefined {
  if (text === '') return true;
  return /[\0-\xff]/.test(text) ? false : undefined;
}

/** Are both the same? `undefined`: that depends on what is not known. */
export function areEqual(a: Text, b: Text): boolean | undefined {
  if (isKnown(a) && isKnown(b)) return a === b;
  const [startA, startB] = [knownStart(a), knownStart(b)];
  if (isKnown(a) ? !a.startsWith(startB) : isKnown(b) ? !b.startsWith(startA) : !overlap(startA, startB)) return false;
  if (isKnown(a) && !a.endsWith(knownEnd(b))) return false;
  if (isKnown(b) && !b.endsWith(knownEnd(a))) return false;
  return undefined;
}

function overlap(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** The parts that are not known, with their reasons. */
export class Unknowns {
  readonly #list: Unknown[] = [];
  readonly #marks = new Map<string, string>();

  /** The mark of one unknown part. @param source what stands for it in print: how the script says it */
  mark(reason: TraceReason, source: string): Text {
    return this.#mark(reason, source, false);
  }

  /** The same for what may be no word, one or several: `$(date)` without quotes. */
  manyOf(reason: TraceReason, source: string): Text {
    return this.#mark(reason, source, true);
  }

  /** May this text be no word, or several? */
  isMany(text: Text): boolean {
    return isKnown(text) ? false : text.split('').some((char) => this.#of(char)?.many === true);
  }

  /** The same text as any number of words. */
  spread(text: Text): Text {
    return this.#turn(text, true);
  }

  /** The same text as one word of it. */
  single(text: Text): Text {
    return this.#turn(text, false);
  }

  #turn(text: Text, many: boolean): Text {
    return text.replaceAll(/[^\0-\xff]/g, (char) => {
      const one = this.#of(char);
      return one && one.many !== many ? this.#mark(one.reason, one.source, many) : char;
    });
  }

  #of(char: string): Unknown | undefined {
    return this.#list[char.charCodeAt(0) - FIRST_MARK];
  }

  #mark(reason: TraceReason, source: string, many: boolean): Text {
    const key = `${many} ${reason} ${source}`;
    let mark = this.#marks.get(key);
    if (mark === undefined) {
      // When all marks are used up, the last one stands for the rest.
      const at = Math.min(FIRST_MARK + this.#list.length, LAST_MARK);
      mark = String.fromCharCode(at);
      this.#marks.set(key, mark);
      if (at < LAST_MARK) this.#list.push({ reason, source, many });
    }
    return mark;
  }

  /** Reason of the first unknown part. */
  reasonOf(text: Text): TraceReason {
    const at = text.search(/[^\0-\xff]/);
    return this.#list[text.charCodeAt(at) - FIRST_MARK]?.reason ?? 'DynamicEnvironmentReference';
  }

  /** Text for people: unknown parts as the script says them, bytes as UTF-8 where they are, a backslash as itself. */
  print(text: Text): string {
    return text
      .split(/([^\0-\xff])/)
      .map((part) =>
        isKnown(part)
          ? part
              .split('\\')
              .map((piece) => printPath(piece))
              .join('\\')
          : (this.#list[part.charCodeAt(0) - FIRST_MARK]?.source ?? '?'),
      )
      .join('');
  }
}

/** Cuts what has grown beyond the limit: hostile scripts double a text in each line. */
export function bounded(text: Text, unknowns: Unknowns): Text {
  return text.length <= limits.traceTextBytes
    ? text
    : unknowns.mark('RecursionLimitReached', '(text beyond the limit)');
}
