import { Equal, EqualNot, Minus, OctagonX, ShieldCheck, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ReEmission } from '#shared/model/artifact.ts';
import { text } from '../../text/en.ts';
import { Tip } from '../../ui/kit/button.tsx';
import { Icon } from '../../ui/kit/icon.tsx';

type VerdictProps = Readonly<{ icon: LucideIcon; good: boolean | null; word: string; tip: string }>;

/** What came of a check: an icon of its own shape and a word. `good` null: it was not done. */
export function Verdict({ icon, good, word, tip }: VerdictProps): ReactNode {
  return (
    <Tip text={tip}>
      <span className="verdict" data-good={good ?? 'none'}>
        <Icon of={icon} size={14} />
        {word}
      </span>
    </Tip>
  );
}

type SchemaProps = Readonly<{ valid: boolean | null; schema: string | null }>;

export function SchemaVerdict({ valid, schema }: SchemaProps): ReactNode {
  const words = text.exports;
  if (valid === null) return <Verdict icon={Minus} good={null} word={words.unchecked} tip={words.unchecked} />;
  return (
    <Verdict
      icon={valid ? ShieldCheck : OctagonX}
      good={valid}
      word={valid ? words.valid : words.notValid}
      tip={schema ?? ''}
    />
  );
}

export function AgainVerdict({ reEmitted }: Readonly<{ reEmitted: ReEmission | null }>): ReactNode {
  const words = text.exports;
  if (reEmitted === null) return <Verdict icon={Minus} good={null} word={words.unknown} tip={words.by.unknown} />;
  const { identical } = reEmitted;
  return (
    <Verdict
      icon={identical ? Equal : EqualNot}
      good={identical}
      word={identical ? words.identical : words.different}
      tip={howAgain(reEmitted)}
    />
  );
}

/** By which mechanism a document is known to be the same when it is written again. */
export function howAgain(reEmitted: ReEmission | null): string {
  const { by } = text.exports;
  if (reEmitted === null) return by.unknown;
  return reEmitted.identical ? by[reEmitted.by] : by.different;
}
