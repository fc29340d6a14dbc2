import { SlidersHorizontal } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import type { EntryTrace, TraceHints } from '#shared/model/entry-trace.ts';
import type { HintedStart } from '#shared/model/hinted-start.ts';
import { hintsStore, setHints } from '../../state/hints-store.ts';
import { useStore } from '../../state/store.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Banner } from '../../ui/kit/states.tsx';
import { HintsSheet } from './hints-sheet.tsx';

type BarProps = Readonly<{
  imageId: ImageId;
  /** With the image's own values. */
  trace: EntryTrace;
  hinted: Readonly<{ value: HintedStart | null | undefined; error: string | null }>;
}>;

/** Asks for other values; or says that what is shown has some, and takes them away. */
export function HintsBar({ imageId, trace, hinted }: BarProps): ReactNode {
  const [asking, setAsking] = useState(false);
  const hints = useStore(hintsStore, (all) => all.get(imageId));
  return (
    <>
      {hints === undefined ? (
        <div className="hints-ask">
          <Button icon={SlidersHorizontal} onClick={() => setAsking(true)}>
            {text.start.hinted.ask}
          </Button>
        </div>
      ) : (
        <Banner kind={hinted.error === null ? 'caution' : 'error'}>
          <span className="hints-said">
            {hinted.error !== null ? (
              text.start.hinted.failed(hinted.error)
            ) : (
              <>
                <strong>{hinted.value ? text.start.hinted.stamp : text.start.hinted.making}</strong>{' '}
                <Foreign text={text.start.hinted.given(valuesOf(hints))} />
              </>
            )}
          </span>
          <Button onClick={() => setAsking(true)}>{text.start.hinted.change}</Button>
          <Button onClick={() => setHints(imageId, null)}>{text.start.hinted.remove}</Button>
        </Banner>
      )}
      {asking ? <HintsSheet imageId={imageId} trace={trace} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function valuesOf({ entrypoint, cmd, env }: TraceHints): string {
  return [
    ...(entrypoint === undefined ? [] : [`${text.start.hinted.entrypoint} ${JSON.stringify(entrypoint)}`]),
    ...(cmd === undefined ? [] : [`${text.start.hinted.cmd} ${JSON.stringify(cmd)}`]),
    ...Object.entries(env ?? {}).map((pair) => pair.join('=')),
  ].join(', ');
}
