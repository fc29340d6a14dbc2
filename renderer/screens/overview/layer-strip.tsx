import type { OverviewLayer } from '#shared/model/library.ts';
import { X } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useHeld } from '../../data/use-held.ts';
import { activeTab, adjust, togglePanel, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { size } from '../../text/formats.ts';
import { visibleLine } from '../../text/visible-text.ts';
import { Icon } from '../../ui/kit/icon.tsx';
import { failedLayers } from './not-known.tsx';
import { shortCommand } from '#shared/text/short-command.ts';

/**
 * Layers from left to right in build order. Widths follow the square root of the size, so that a large base leaves room for the
 * others; none is narrower than a finger needs.
 */
export function LayerStrip({ layers: latest }: Readonly<{ layers: readonly OverviewLayer[] }>): ReactNode {
  // Sizes become known layer by layer, and with them the widths.
  const { shown: layers, hold } = useHeld(latest, JSON.stringify(latest));
  const failed = failedLayers(layers);
  const selected = useConsole((state) => {
    const { selection } = activeTab(state).view;
    return selection?.kind === 'layer' ? selection.index : null;
  });
  const select = (index: number): void => {
    adjust({ selection: { kind: 'layer', index } });
    togglePanel('inspector', true);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const to = { ArrowRight: 1, ArrowLeft: -1, Home: -layers.length, End: layers.length }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(layers.length - 1, (selected ?? 0) + to));
    select(next);
    event.currentTarget.querySelectorAll<HTMLElement>('[role="option"]')[next]?.focus();
  };
  return (
    <div
      className="strip"
      {...hold}
      role="listbox"
      aria-label={text.overview.layers}
      aria-orientation="horizontal"
      onKeyDown={onKeyDown}
    >
      {layers.map((layer) => {
        const { index, createdBy, complete } = layer;
        const bytes = layer.uncompressedSize ?? layer.size;
        const command = createdBy === null ? text.layers.noCommand : visibleLine(shortCommand(createdBy));
        const name = text.overview.layerPick(index, bytes, command);
        const below = failed.filter((other) => other < index);
        const notes = complete ? (below.length > 0 ? text.broken.above(below) : '') : text.overview.unreadable;
        return (
          <div
            key={index}
            role="option"
            className="strip-layer"
            style={{ flexGrow: Math.max(1, Math.sqrt(bytes)) }}
            tabIndex={index === (selected ?? 0) ? 0 : -1}
            aria-selected={index === selected}
            data-broken={complete ? undefined : true}
            data-unsure={complete && below.length > 0 ? true : undefined}
            title={notes === '' ? name : `${name}. ${notes}`}
            onClick={() => select(index)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ' ') return;
              event.preventDefault();
              select(index);
            }}
          >
            <span className="figures strip-name">
              {complete ? null : <Icon of={X} size={12} />}
              {text.layers.short(index)}
            </span>
            <span className="strip-size figures">{complete ? size(bytes) : text.broken.notKnown}</span>
            <span className="sr-only">
              {command}
              {notes === '' ? '' : `. ${notes}`}
            </span>
          </div>
        );
      })}
    </div>
  );
}
