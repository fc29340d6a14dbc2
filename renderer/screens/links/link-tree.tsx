import { ChevronDown, ChevronRight, CircleX, RotateCw } from 'lucide-react';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { LinkEdge, LinkFile } from '#shared/model/links.ts';
import { text } from '../../text/en.ts';
import { Foreign, Path } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import type { LinkRow } from './link-rows.ts';

type TreeProps = Readonly<{
  rows: readonly LinkRow[];
  files: ReadonlyMap<string, LinkFile>;
  chosen: string | null;
  onChoose: (row: LinkRow) => void;
  onToggle: (key: string) => void;
}>;

/** Needs below the file that has them, each with the loader's rule. */
export function LinkTree({ rows, files, chosen, onChoose, onToggle }: TreeProps): ReactNode {
  const tree = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const at = Math.max(
    0,
    rows.findIndex(({ key }) => key === current),
  );
  const goTo = (place: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, place))];
    if (!row) return;
    setCurrent(row.key);
    onChoose(row);
    tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[rows.indexOf(row)]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, level, state } = row;
    if (event.key === 'ArrowDown') goTo(at + 1);
    else if (event.key === 'ArrowUp') goTo(at - 1);
    else if (event.key === 'Home') goTo(0);
    else if (event.key === 'End') goTo(rows.length - 1);
    else if (event.key === 'ArrowRight' && state === 'closed') onToggle(key);
    else if (event.key === 'ArrowRight' && state === 'open') goTo(at + 1);
    else if (event.key === 'ArrowLeft' && state === 'open') onToggle(key);
    else if (event.key === 'ArrowLeft' && level > 1)
      goTo(rows.slice(0, at).findLastIndex((other) => other.level === level - 1));
    else if (event.key === 'Enter' && (state === 'open' || state === 'closed')) onToggle(key);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={tree} role="tree" aria-label={text.links.tree} className="link-tree" onKeyDown={onKeyDown}>
      {rows.map((row, place) => {
        const { key, level, position, siblings, edge, state } = row;
        return (
          <div
            key={key}
            role="treeitem"
            className="hop-row"
            aria-level={level}
            aria-posinset={position}
            aria-setsize={siblings}
            aria-selected={edge.real !== null && edge.real === chosen}
            {...(state === 'open' || state === 'closed' ? { 'aria-expanded': state === 'open' } : {})}
            tabIndex={place === at ? 0 : -1}
            style={{ paddingInlineStart: 6 + Math.min(level - 1, 12) * 18 }}
            onFocus={() => setCurrent(key)}
            onClick={() => {
              setCurrent(key);
              onChoose(row);
            }}
          >
            <span
              className="twist"
              aria-hidden
              onClick={(event) => {
                event.stopPropagation();
                if (state === 'open' || state === 'closed') onToggle(key);
              }}
            >
              {state === 'open' ? <Icon of={ChevronDown} size={14} /> : null}
              {state === 'closed' ? <Icon of={ChevronRight} size={14} /> : null}
            </span>
            <Need edge={edge} file={edge.real === null ? undefined : files.get(edge.real)} state={state} />
          </div>
        );
      })}
    </div>
  );
}

type NeedProps = Readonly<{ edge: LinkEdge; file: LinkFile | undefined; state: LinkRow['state'] }>;

function Need({ edge, file, state }: NeedProps): ReactNode {
  const { needed, real, rule, searched, missingVersions } = edge;
  return (
    <span className="hop-step">
      <span className="hop-what">
        <span className="hop-argv ellipsis">
          <Foreign text={needed} mono />
        </span>
        {state === 'seen' ? <span className="text-2">{text.links.seen}</span> : null}
        {state === 'cycle' ? (
          <span className="text-2 link-state">
            <Icon of={RotateCw} size={13} /> {text.links.cycle}
          </span>
        ) : null}
        {real === null ? (
          <span className="link-missing">
            <Icon of={CircleX} size={13} /> {text.links.notFound}
          </span>
        ) : null}
      </span>
      <span className="hop-where text-2">
        {real === null ? null : (
          <>
            <Path text={real} />
            <span>
              {text.links.foundBy} {text.links.rules[rule]}
            </span>
          </>
        )}
        {file === undefined ? null : (
          <>
            <span>{file.owner === null ? text.start.noOwner : <Foreign text={ownerText(file.owner)} />}</span>
            <LayerTag index={file.layer} />
          </>
        )}
      </span>
      {missingVersions.length === 0 ? null : (
        <span className="link-missing">
          {text.links.missingVersions} <Foreign text={missingVersions.join(', ')} mono />
        </span>
      )}
      {searched.length === 0 ? null : (
        <details className="searched" onClick={(event) => event.stopPropagation()}>
          {/* Out of the order of the Tab key: a tree is one stop in it. A place that was not found is open. */}
          <summary tabIndex={-1}>
            {real === null ? text.links.searchedAll(searched.length) : text.links.searched(searched.length)}
          </summary>
          <ol>
            {searched.map((place) => (
              <li key={place}>
                <Foreign text={place} mono />
              </li>
            ))}
          </ol>
        </details>
      )}
    </span>
  );
}

/** A package with its version, or that there is none. */
export function ownerText({ key, name, version }: NonNullable<LinkFile['owner']>): string {
  if (key.startsWith('bin:')) return text.start.noOwner;
  return version === null ? name : `${name} ${version}`;
}
