import type { ImageId } from '#shared/model/digest.ts';
import { Info, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { activeTab, togglePanel, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { apart } from '../../ui/kit/apart.tsx';
import { IconButton } from '../../ui/kit/button.tsx';
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
  const selection = useConsole((state) => activeTab(state).view.selection);
  return (
    <section className="inspector" aria-label={text.inspector.title} data-region="inspector">
      <div className="dock-head">
        <h2>{text.inspector.title}</h2>
        <span className="dock-gap" />
        <IconButton small icon={X} label={text.actions.close} onClick={() => togglePanel('inspector', false)} />
      </div>
      <div className="inspector-body">
        {selection === null ? <Empty icon={Info} title={text.inspector.nothing} /> : null}
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
