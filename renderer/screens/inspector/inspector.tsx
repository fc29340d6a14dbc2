import type { ImageId } from '#shared/model/digest.ts';
import { Info, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { activeTab, go, togglePanel, useConsole } from '../../state/console.ts';
import { shownSelection } from '../../state/view.ts';
import { text } from '../../text/en.ts';
import { apart } from '../../ui/kit/apart.tsx';
import { Button, IconButton } from '../../ui/kit/button.tsx';
import { Empty } from '../../ui/kit/states.tsx';
import { ComponentFacts } from './component-facts.tsx';
import { FileFacts } from './file-facts.tsx';
import { LayerFacts } from './layer-facts.tsx';
import './inspector.css';

// It comes with the screen of the start.
const { Part: HopFacts, ahead } = apart(async () => (await import('./hop-facts.tsx')).HopFacts);
/** Fetches what the inspector tells about a hop before one is chosen. */
export const inspectorAhead = ahead;

/** Facts about whatever is selected, in any view. */
export function Inspector({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const selection = useConsole((state) => shownSelection(activeTab(state).view));
  const elsewhere = useConsole((state) => {
    const { view } = activeTab(state);
    return view.selection !== null && shownSelection(view) === null ? (view.selectedIn ?? null) : null;
  });
  return (
    <section className="inspector" aria-label={text.inspector.title} data-region="inspector">
      <div className="dock-head">
        <h2>{text.inspector.title}</h2>
        <span className="dock-gap" />
        <IconButton small icon={X} label={text.actions.close} onClick={() => togglePanel('inspector', false)} />
      </div>
      <div className="inspector-body">
        {selection === null ? (
          <Empty icon={Info} title={text.inspector.nothing}>
            {elsewhere === null ? null : (
              <Button kind="link" onClick={() => go({ section: elsewhere })}>
                {text.inspector.elsewhere(text.sections[elsewhere])}
              </Button>
            )}
          </Empty>
        ) : null}
        {selection?.kind === 'component' ? (
          <ComponentFacts key={selection.key} imageId={imageId} componentKey={selection.key} />
        ) : null}
        {selection?.kind === 'layer' ? <LayerFacts imageId={imageId} index={selection.index} /> : null}
        {selection?.kind === 'hop' ? <HopFacts imageId={imageId} id={selection.id} /> : null}
        {selection?.kind === 'file' ? <FileFacts imageId={imageId} path={selection.path} /> : null}
      </div>
    </section>
  );
}
