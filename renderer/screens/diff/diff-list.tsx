import { Fragment, useDeferredValue, useState, type FocusEvent, type ReactNode } from 'react';
import type { UsageWord } from '#shared/model/component.ts';
import type { DiffFile, DiffFileClass, DiffLayerRef } from '#shared/model/diff.ts';
import type { DiffItem, DiffKind, DiffListRow } from '#shared/model/diff-view.ts';
import { useDiffItems, type DiffAxis, type Pair } from '../../data/use-diff.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign, Path } from '../../ui/kit/foreign.tsx';
import { Banner } from '../../ui/kit/states.tsx';
import { UsageMark } from '../../ui/kit/usage-mark.tsx';
import { LayerTag, TypeChip } from '../../ui/kit/tags.tsx';
import { shortCommand } from '#shared/text/short-command.ts';
import { ChangeBadge } from './change-badge.tsx';
import { BothProofs } from './both-proofs.tsx';
import { FileChanges } from './file-changes.tsx';

/** Changes before the end of a page at which the next one is asked for. */
const NEAR_END = 40;

type ListProps = Readonly<{
  pair: Pair;
  axis: DiffAxis;
  kinds: readonly (DiffKind | DiffFileClass)[];
  query: string;
  layer: DiffLayerRef | null;
  /** Only what the start of either image reaches. */
  reached: boolean;
}>;

/** Changes under the layer in which they show. A component opens to its proofs on both sides. */
export function DiffList({ pair, axis, kinds, query, layer, reached }: ListProps): ReactNode {
  const words = useDeferredValue(query);
  const { items, changes, error, more } = useDiffItems(pair, { axis, kinds, query: words, layer, reached });
  const [open, setOpen] = useState<string | null>(null);
  /** Walking towards the end brings the next page before it is needed. */
  const onFocus = (event: FocusEvent<HTMLElement>): void => {
    const changes = [...event.currentTarget.querySelectorAll('[data-change]')];
    const at = changes.findIndex((change) => change === event.target);
    if (more && at !== -1 && at >= changes.length - NEAR_END) more();
  };
  return (
    <section className="diff-list" aria-label={text.diff.changes}>
      <p className="text-2 figures" role="status">
        {changes === undefined ? text.diff.loading : text.diff.count(changes)}
      </p>
      {error === null ? null : <Banner kind="error">{error}</Banner>}
      <ul onFocus={onFocus}>
        {items.map((item) => (
          <Fragment key={keyOf(item)}>
            {item.kind === 'layer' ? <LayerHead layer={item.layer} createdBy={item.createdBy} /> : null}
            {item.kind === 'row' ? (
              <Row
                row={item.row}
                pair={pair}
                open={open === item.row.id}
                onToggle={() => setOpen(open === item.row.id ? null : item.row.id)}
              />
            ) : null}
            {item.kind === 'file' ? (
              <FileRow
                file={item.file}
                pair={pair}
                open={open === item.file.id}
                onToggle={() => setOpen(open === item.file.id ? null : item.file.id)}
              />
            ) : null}
          </Fragment>
        ))}
      </ul>
      {more ? <Button onClick={more}>{text.diff.more}</Button> : null}
    </section>
  );
}

function keyOf(item: DiffItem): string {
  if (item.kind === 'layer') return item.layer === null ? 'image' : `${item.layer.role} ${item.layer.index}`;
  return item.kind === 'row' ? item.row.id : item.file.id;
}

function LayerHead({
  layer,
  createdBy,
}: Readonly<{ layer: DiffLayerRef | null; createdBy: string | null }>): ReactNode {
  return (
    <li className="diff-layer">
      {layer === null ? (
        text.diff.image
      ) : (
        <>
          <span className="diff-layer-side">{layer.role === 'old' ? text.diff.inOld : text.diff.inNew}</span>
          <LayerTag index={layer.index} />
          {createdBy === null ? null : (
            <span className="ellipsis text-2">
              <Foreign text={shortCommand(createdBy)} mono />
            </span>
          )}
        </>
      )}
    </li>
  );
}

type RowProps = Readonly<{ row: DiffListRow; pair: Pair; open: boolean; onToggle: () => void }>;

function Row({ row, pair, open, onToggle }: RowProps): ReactNode {
  // Its words are among the changes then.
  const usageChanged = row.changes.some(({ field }) => field === 'usage');
  return (
    <li>
      <button type="button" className="diff-row" data-change aria-expanded={open} onClick={onToggle}>
        <ChangeBadge kind={row.kind} />
        {row.type === 'image' ? null : <TypeChip type={row.type} />}
        <span className="diff-name">{row.type === 'image' ? text.diff.distribution : <Foreign text={row.name} />}</span>
        <span className="mono ellipsis">
          <Foreign text={versionsOf(row)} />
        </span>
        {row.changes
          .filter(({ field }) => field !== 'layer' || row.kind === 'metadata')
          .map(({ field, old, new: now }) => (
            <span key={field} className="text-2">
              {/* Where it is all that changed, the badge says what this is. */}
              {row.kind === 'usage' ? null : `${text.diff.fields[field]} `}
              {field === 'usage' ? (
                `${usageWords(old)} → ${usageWords(now)}`
              ) : (
                <Foreign text={`${old.join(', ') || '—'} → ${now.join(', ') || '—'}`} />
              )}
            </span>
          ))}
        {row.usage === null || usageChanged ? null : <UsageMark word={usageWord(row.usage)} />}
      </button>
      {open ? <BothProofs pair={pair} id={row.id} /> : null}
    </li>
  );
}

function usageWord(state: string): UsageWord {
  return state === 'reached' || state === 'notReached' ? state : 'open';
}

function usageWords(states: readonly string[]): string {
  return states.map((state) => text.usages[usageWord(state)]).join(', ') || '—';
}

function versionsOf({ group, perSide, kind }: DiffListRow): string {
  const printed = (list: readonly (string | null)[]): string => list.map((version) => version ?? '—').join(', ');
  if (group) {
    const { gone, came, stays } = group;
    const parts = [
      [text.diff.gone, gone],
      [text.diff.came, came],
      [text.diff.stays, stays],
    ] as const;
    return parts.flatMap(([word, list]) => (list.length === 0 ? [] : [`${word} ${printed(list)}`])).join(' · ');
  }
  const [old, now] = perSide.map(({ versions }) => versions);
  if (kind === 'added') return printed(now ?? []);
  if (kind === 'removed' || kind === 'metadata' || kind === 'usage') return printed(old ?? []);
  const gone = old?.filter((version) => !now?.includes(version)) ?? [];
  const came = now?.filter((version) => !old?.includes(version)) ?? [];
  return `${printed(gone)} → ${printed(came)}`;
}

type FileProps = Readonly<{ file: DiffFile; pair: Pair; open: boolean; onToggle: () => void }>;

function FileRow({ file, pair, open, onToggle }: FileProps): ReactNode {
  const { old, new: now } = file;
  return (
    <li>
      <button type="button" className="diff-row" data-change aria-expanded={open} onClick={onToggle}>
        <ChangeBadge kind={file.class} />
        <Path text={`/${file.path}`} />
        <span className="text-2">
          {file.also.map((field) => text.diff.fileFields[field]).join(', ')}
          {old && now && file.also.includes('mode') ? ` ${old.mode} → ${now.mode}` : ''}
          {old && now && file.also.includes('owner') ? ` ${old.uid}:${old.gid} → ${now.uid}:${now.gid}` : ''}
        </span>
      </button>
      {open ? <FileChanges pair={pair} file={file} /> : null}
    </li>
  );
}
