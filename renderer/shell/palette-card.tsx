import type { ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import type { UsageAnswer } from '#shared/model/usage.ts';
import { useUsageOf } from '../data/use-usage.ts';
import { text } from '../text/en.ts';
import { Foreign } from '../ui/kit/foreign.tsx';
import { UsageMark } from '../ui/kit/usage-mark.tsx';
import type { Subject } from './palette-results.ts';

/** The answer before Enter: is it there, in which version, from which layer, and does the start lead to it, by which path. */
export function PaletteCard({ imageId, of }: Readonly<{ imageId: ImageId; of: Subject }>): ReactNode {
  const { name, version, introduced } = of;
  const answer = useUsageOf(imageId, 'key' in of ? { key: of.key } : { path: of.path });
  return (
    <section className="palette-card" aria-label={text.palette.answer.title} aria-live="polite">
      <p>
        <strong>
          <Foreign text={name} />
        </strong>{' '}
        {version === null ? null : <Foreign text={version} mono />}{' '}
        <span className="text-2">{text.palette.answer.present(introduced)}</span>
      </p>
      {answer === undefined ? null : answer === null ? (
        <p className="text-2">{text.palette.answer.notTraced}</p>
      ) : (
        <Reach answer={answer} />
      )}
    </section>
  );
}

function Reach({ answer: { state, strength, steps, open } }: Readonly<{ answer: UsageAnswer }>): ReactNode {
  const word = state === 'unknown' ? (strength ?? 'open') : state;
  const last = steps.at(-1);
  return (
    <>
      <p>
        <UsageMark word={word} /> ·{' '}
        {last ? (
          <span>
            {text.palette.answer.by[last.mechanism]}{' '}
            {last.from === null ? text.palette.answer.config : <Foreign text={`/${last.from}`} mono />}
          </span>
        ) : (
          <span className="text-2">{text.palette.answer.nothing(open.length)}</span>
        )}
      </p>
      {steps.length > 0 ? (
        <ol className="palette-path" aria-label={text.palette.answer.path}>
          {steps.map((step) => (
            <li key={`${step.mechanism} ${step.rule} ${step.from} ${step.to}`}>
              <Foreign text={step.to === '' ? step.as : `/${step.to}`} mono />
            </li>
          ))}
        </ol>
      ) : null}
    </>
  );
}
