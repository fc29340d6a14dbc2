import type { UsageWord } from '#shared/model/component.ts';
import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';

const glyphs: Readonly<Record<UsageWord, string>> = { reached: '●', notReached: '○', possible: '◐', open: '◌' };

/** Does the start lead to it? A shape and a word, in no colour of its own: it is a fact, not a verdict. */
export function UsageMark({ word }: Readonly<{ word: UsageWord }>): ReactNode {
  return (
    <span className="usage-mark">
      <span aria-hidden>{glyphs[word]}</span>
      {text.usages[word]}
    </span>
  );
}
