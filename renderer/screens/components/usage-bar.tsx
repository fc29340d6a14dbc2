import type { ImageId } from '#shared/model/digest.ts';
import { CircleHelp } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { useOverview } from '../../data/use-image.ts';
import { useUsageSummary } from '../../data/use-usage.ts';
import { activeTab, adjust, useConsole } from '../../state/console.ts';
import { isUsage, withUsage } from '../../state/view.ts';
import { text } from '../../text/en.ts';
import { count } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { OpenPoints } from '../inspector/open-points.tsx';

/** Everything that is in the image, or what its start reaches; beside it what is not known. */
export function UsageBar({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const { overview } = useOverview(imageId);
  const summary = useUsageSummary(imageId);
  const facets = useConsole((state) => activeTab(state).view.facets);
  const [open, setOpen] = useState(false);
  const panelId = useId();
  const { counts } = summary ?? {};
  const show = (word: 'reached' | 'possible' | 'open' | null): void =>
    adjust({ facets: withUsage(facets, word), ...(word === null ? {} : { removed: false }) });
  return (
    <>
      <div className="usage-bar">
        <div className="segments" role="group" aria-label={text.usage.views}>
          <button type="button" aria-pressed={facets.usage === undefined} onClick={() => show(null)}>
            {text.usage.inventory} <span className="figures">{overview ? count(overview.image.components) : '…'}</span>
          </button>
          <button
            type="button"
            aria-pressed={isUsage(facets, 'reached')}
            disabled={!counts}
            onClick={() => show('reached')}
          >
            {text.usage.usage} <span className="figures">{counts ? count(counts.reached) : ''}</span>
          </button>
        </div>
        {summary === null ? <span className="text-2">{text.usage.untraced}</span> : null}
        {counts ? (
          <>
            {(['possible', 'open'] as const).map((word) => (
              <Button
                key={word}
                kind="quiet"
                aria-pressed={isUsage(facets, word)}
                onClick={() => show(isUsage(facets, word) ? null : word)}
              >
                {text.usage[word](counts[word])}
              </Button>
            ))}
            <Button
              kind="link"
              icon={CircleHelp}
              aria-expanded={open}
              aria-controls={panelId}
              onClick={() => setOpen(!open)}
            >
              {text.usage.points(summary?.openCount ?? 0)}
            </Button>
          </>
        ) : null}
      </div>
      {summary && open ? (
        <section id={panelId} className="usage-notes" aria-label={text.usage.mayReach} tabIndex={0}>
          <p>{text.usage.outcomes[summary.outcome]}</p>
          <p className="text-2">{text.usage.explain}</p>
          {summary.openCount === 0 ? <p>{text.usage.noPoints}</p> : <OpenPoints points={summary.open} />}
          {summary.openCount > summary.open.length ? (
            <p className="text-3">{text.usage.firstPoints(summary.open.length, summary.openCount)}</p>
          ) : null}
        </section>
      ) : null}
    </>
  );
}
