import type { TreeRow } from '#shared/model/layer-tree.ts';
import { ChevronDown, ChevronRight, File, FileSymlink, Folder, type LucideIcon, Plug } from 'lucide-react';
import { type CSSProperties, Fragment, type ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { exactBytes, size } from '../../text/formats.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { Skeleton } from '../../ui/kit/states.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import { StateBadge } from './state-badge.tsx';

type RowProps = Readonly<{
  line: number;
  row: TreeRow | undefined;
  selected: boolean;
  style: CSSProperties;
  onChoose: () => void;
  onOpen: () => void;
  onToggle: () => void;
}>;

/** Deeper levels are no longer set in: names would have no room. */
const DEEPEST = 14;

/** One line of the tree, its columns aligned over all levels. */
export function TreeLine({ line, row, selected, style, onChoose, onOpen, onToggle }: RowProps): ReactNode {
  if (!row)
    return (
      <div
        id={`tree-${line}`}
        className="tree-row"
        role="row"
        aria-level={1}
        aria-rowindex={line + 2}
        aria-selected={selected}
        style={style}
      >
        <div role="gridcell" className="tree-cell">
          <Skeleton width={180} />
        </div>
      </div>
    );
  const { level, position, siblings, children, open, state, type, name, counts } = row;
  const folder = children !== null;
  // Long counts may be cut: the whole of them is the cell's tip and its text.
  const change =
    folder && counts
      ? text.tree.below(counts.added, counts.modified, counts.removed)
      : row.changed.length > 0 && !row.changed.includes('content') && !row.changed.includes('type')
        ? text.tree.metadataOnly(row.changed)
        : '';
  return (
    <div
      id={`tree-${line}`}
      className="tree-row"
      role="row"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-rowindex={line + 2}
      aria-selected={selected}
      {...(folder && children > 0 ? { 'aria-expanded': open } : {})}
      data-state={state}
      style={style}
      onMouseDown={onChoose}
      onDoubleClick={folder ? onToggle : onOpen}
    >
      <div
        role="gridcell"
        className="tree-cell tree-name"
        style={{ paddingInlineStart: 6 + Math.min(level - 1, DEEPEST) * 16 }}
      >
        <span
          className="twist"
          aria-hidden
          onMouseDown={(event) => {
            if (!folder || children === 0) return;
            event.stopPropagation();
            onToggle();
          }}
        >
          {folder && children > 0 ? <Icon of={open ? ChevronDown : ChevronRight} size={14} /> : null}
        </span>
        <Icon of={iconOf(row)} size={14} />
        <span className="ellipsis">
          <Foreign text={type === 'dir' ? `${name}/` : name} mono />
          {row.linkTarget === null ? null : (
            <span className="text-3">
              {' → '}
              <Foreign text={row.linkTarget} mono />
            </span>
          )}
        </span>
      </div>
      <div role="gridcell" className="tree-cell">
        <StateBadge state={state} />
        <span className="text-2 ellipsis" title={change}>
          {change}
        </span>
      </div>
      <div
        role="gridcell"
        className="tree-cell tree-number figures"
        title={row.size === null ? undefined : exactBytes(row.size)}
      >
        {row.size === null || (folder && row.size === 0) ? '—' : size(row.size)}
      </div>
      <div role="gridcell" className="tree-cell mono">
        {row.mode}
      </div>
      <div role="gridcell" className="tree-cell figures">
        {row.uid}:{row.gid}
      </div>
      <div role="gridcell" className="tree-cell tree-note text-2">
        <LayerTag index={row.layer} />
        <span className="ellipsis">
          <Note row={row} />
        </span>
      </div>
    </div>
  );
}

/** What it hid, and what came after it. */
function Note({ row: { before, state, marker, later } }: Readonly<{ row: TreeRow }>): ReactNode {
  return (
    <>
      {marker === 'whiteout'
        ? `${text.tree.whiteout} `
        : marker === null
          ? null
          : `${text.tree.opaque(marker.opaque)} `}
      {before === null || later.length > 0 ? null : (
        <>
          {state === 'removed' ? text.tree.hid : text.tree.overwrites} <LayerTag index={before.layer} />
          {before.size === null ? '' : ` (${size(before.size)})`}
        </>
      )}
      {later.map(({ what, layer }, at) => (
        <Fragment key={what}>
          {at === 0 ? '' : ', '}
          {what === 'removed' ? text.tree.removedIn : text.tree.overwrittenIn} <LayerTag index={layer} />
          {before === null || state !== 'removed' || before.size === null ? '' : ` (${size(before.size)})`}
        </Fragment>
      ))}
    </>
  );
}

function iconOf({ type, children }: TreeRow): LucideIcon {
  if (type === 'dir' || children !== null) return Folder;
  return type === 'file' ? File : type === 'symlink' ? FileSymlink : Plug;
}
