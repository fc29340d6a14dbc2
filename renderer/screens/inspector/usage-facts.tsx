import type { ImageId } from '#shared/model/digest.ts';
import type { UsageAnswer, UsageStep } from '#shared/model/usage.ts';
import { useEffect, type ReactNode } from 'react';
import { useUsageOf } from '../../data/use-usage.ts';
import { showFile } from '../../state/console.ts';
import { proofLineStore } from '../../state/proof-line-store.ts';
import { text } from '../../text/en.ts';
import { Foreign, Path } from '../../ui/kit/foreign.tsx';
import { Skeleton } from '../../ui/kit/states.tsx';
import { UsageMark } from '../../ui/kit/usage-mark.tsx';
import { OpenPoints } from './open-points.tsx';
import { PlaceButton } from './place-button.tsx';

/** Open points that are shown; the components screen has them all. */
const FEW = 20;

type UsageProps = Readonly<{ imageId: ImageId; subject: Readonly<{ key: string }> | Readonly<{ path: string }> }>;

/** Does the image's start lead to it, and how: the proof, step by step, or what is not known. */
export function UsageFacts({ imageId, subject }: UsageProps): ReactNode {
  const answer = useUsageOf(imageId, subject);
  const last = answer?.steps.findLast(({ file, line }) => file !== null && line !== null);
  const [file, line] = [last?.file ?? null, last?.line ?? null];
  // The command of that name works from anywhere in the window.
  useEffect(() => {
    if (file === null) return undefined;
    const run = (): void => showFile(file, line);
    proofLineStore.set(() => run);
    return () => proofLineStore.set((before) => (before === run ? null : before));
  }, [file, line]);
  return (
    <section className="usage-facts" aria-label={text.usage.title}>
      <h4 className="section-title">{text.usage.title}</h4>
      {answer === undefined ? <Skeleton width={140} /> : null}
      {answer === null ? <p className="text-2">{text.usage.notTraced}</p> : null}
      {answer ? <Answer answer={answer} /> : null}
    </section>
  );
}

function Answer({ answer: { state, strength, steps, open } }: Readonly<{ answer: UsageAnswer }>): ReactNode {
  const word = state === 'unknown' ? (strength ?? 'open') : state;
  return (
    <>
      <p>
        <UsageMark word={word} /> <span className="text-2">{text.usage.about[word]}</span>
      </p>
      {steps.length > 0 ? (
        <ol className="proof-steps" aria-label={text.usage.steps}>
          {steps.map((step) => (
            <Step key={`${step.mechanism} ${step.rule} ${step.from} ${step.to}`} step={step} />
          ))}
        </ol>
      ) : null}
      {word === 'open' && open.length > 0 ? (
        <>
          <h4 className="section-title">{text.usage.mayReach}</h4>
          <OpenPoints points={open.slice(0, FEW)} />
          {open.length > FEW ? <p className="text-3">{text.usage.firstPoints(FEW, open.length)}</p> : null}
        </>
      ) : null}
    </>
  );
}

function Step({ step: { mechanism, rule, as, to, file, line } }: Readonly<{ step: UsageStep }>): ReactNode {
  return (
    <li className="proof-step">
      <span className="proof-step-how text-2">
        <strong>{text.usage.mechanisms[mechanism]}</strong> <Foreign text={as} mono />{' '}
        <Foreign text={text.usage.rule(mechanism, rule)} />
      </span>
      {to === '' || as === `/${to}` ? null : <Path text={`/${to}`} />}
      {mechanism === 'hop' || file !== null ? <PlaceButton file={file} line={line} /> : null}
    </li>
  );
}
