import type { OverviewLayer } from '#shared/model/library.ts';
import type { KeyboardEvent, ReactNode } from 'react';
import { activeTab, adjust, togglePanel, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { size } from '../../text/formats.ts';
import { visibleLine } from '../../text/visible-text.ts';
import { shortCommand } from './short-command.ts';

/**
 * Layers from left to right in build order. Widths follow the square root of the size, so that a large base leaves room for the
 * others; none is narrower than a finger needs.
 */
export function LayerStrip({ layers }: Readonly<{ layers: readonly OverviewLayer[] }>): ReactNode {
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
        return (
          <div
            key={index}
            role="option"
            className="strip-layer"
            style={{ flexGrow: Math.max(1, Math.sqrt(bytes)) }}
            tabIndex={index === (selected ?? 0) ? 0 : -1}
            aria-selected={index === selected}
            data-broken={complete ? undefined : true}
            title={name}
            onClick={() => select(index)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ' ') return;
              event.preventDefault();
              select(index);
            }}
          >
            <span className="figures">{text.layers.short(index)}</span>
            <span className="strip-size figures">{size(bytes)}</span>
            <span className="sr-only">
              {command}
              {complete ? '' : `. ${text.overview.unreadable}`}
            </span>
          </div>
        );
      })}
    </div>
  );
}
