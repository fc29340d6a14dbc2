import { OctagonX, Route } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPCClient } from '../../data/api.ts';
import { useOverview } from '../../data/use-image.ts';
import { useHintedStart, useTrace } from '../../data/use-start.ts';
import { announce } from '../../state/announcer.ts';
import { openLibrary } from '../../state/console.ts';
import { hintsStore } from '../../state/hints-store.ts';
import { useStore } from '../../state/store.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Empty, Skeleton } from '../../ui/kit/states.tsx';
import { HintedReach } from './hinted-reach.tsx';
import { HintsBar } from './hints-bar.tsx';
import { StartView } from './start-view.tsx';
import './start.css';

/** From ENTRYPOINT and CMD to the programs that run, step by step. */
export function StartScreen({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const { value: trace, error, retry } = useTrace(imageId);
  const hinted = useHintedStart(imageId);
  const given = useStore(hintsStore, (all) => all.has(imageId));
  if (error !== null)
    return (
      <Empty icon={OctagonX} title={text.start.failed}>
        <p>{error}</p>
        <Button onClick={retry}>{text.actions.retry}</Button>
      </Empty>
    );
  if (trace === undefined)
    return (
      <div className="screen" aria-busy="true">
        <p className="text-2">{text.start.loading}</p>
        <Skeleton width={420} />
      </div>
    );
  if (trace === null) return <NotTraced imageId={imageId} />;
  const bar = <HintsBar imageId={imageId} trace={trace} hinted={hinted} />;
  if (hinted.value == null && trace.hops.length === 0 && trace.entrypoint.length === 0 && trace.cmd.length === 0)
    return (
      <Empty icon={Route} title={text.start.noEntrypoint}>
        <p className="text-2">{text.start.noEntrypointWhat}</p>
        {bar}
      </Empty>
    );
  return (
    <StartView
      key={imageId}
      imageId={imageId}
      trace={hinted.value?.trace ?? trace}
      // The image's own start below other values would look like their answer.
      waiting={given && hinted.value == null && hinted.error === null}
      bar={
        <>
          {bar}
          {given && hinted.error !== null ? <p>{text.start.hinted.without}</p> : null}
        </>
      }
      reach={hinted.value ? <HintedReach hinted={hinted.value} /> : null}
    />
  );
}

/** The image can be scanned again where it was. */
function NotTraced({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const { overview } = useOverview(imageId);
  const api = useTRPCClient();
  const path = overview?.image.source?.path;
  const scan = async (): Promise<void> => {
    if (path == null) return;
    try {
      await api.scan.start.mutate({ source: { path } });
      openLibrary('jobs');
    } catch (error) {
      announce(failureWords(error), true);
    }
  };
  return (
    <Empty icon={Route} title={text.start.notTraced}>
      <p className="text-2">{text.start.notTracedWhat}</p>
      {path == null ? null : (
        <Button kind="primary" onClick={() => void scan()}>
          {text.start.scanAgain}
        </Button>
      )}
    </Empty>
  );
}
