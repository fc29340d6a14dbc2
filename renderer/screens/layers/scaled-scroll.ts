/** Height of a line in pixels. */
export const LINE = 28;

/** Browsers draw no element taller than some 16.7 million pixels; above half of that, positions are scaled. */
export const TALLEST = 8_000_000;

/** A list of lines of one height in a box that is scrolled. Its own height may be more than an element can have. */
export type Scroll = Readonly<{
  /** Of the element that is scrolled. */
  height: number;
  /** Pixels of the list for each pixel of scrolling; 1 for all but huge lists. */
  scale: number;
}>;

export function scrollOf(lines: number, viewport: number): Scroll {
  const whole = lines * LINE;
  const height = Math.min(whole, TALLEST);
  const room = height - viewport;
  return { height, scale: whole <= TALLEST || room <= 0 ? 1 : (whole - viewport) / room };
}

/** Where in the list the top of the box is. */
export function listTop({ scale }: Scroll, scrollTop: number): number {
  return scrollTop * scale;
}

/** Where the box has to be scrolled to, so that a line is in it; as it is, where it is already. `head`: what covers its top. */
export function scrollToLine(scroll: Scroll, scrollTop: number, viewport: number, head: number, line: number): number {
  const top = listTop(scroll, scrollTop);
  const at = line * LINE;
  const room = viewport - head;
  if (at < top) return at / scroll.scale;
  if (at + LINE > top + room) return (at + LINE - room) / scroll.scale;
  return scrollTop;
}

/** Top of a line inside the element that is scrolled. */
export function lineTop(scroll: Scroll, scrollTop: number, line: number): number {
  return scrollTop + line * LINE - listTop(scroll, scrollTop);
}
