import { Equal } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import {
  FILE_CLASSES,
  type DiffConfig,
  type DiffFileClass,
  type DiffLayerRef,
  type DiffSide,
} from '#shared/model/diff.ts';
import { DIFF_KINDS, type DiffHead, type DiffKind } from '#shared/model/diff-view.ts';
import type { DiffAxis, Pair } from '../../data/use-diff.ts';
import { text } from '../../text/en.ts';
import { count } from '../../text/formats.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Banner, Empty } from '../../ui/kit/states.tsx';
import { activeTab, useConsole } from '../../state/console.ts';
import { isUsage } from '../../state/view.ts';
import { ChangeBadge } from './change-badge.tsx';
import { DiffList } from './diff-list.tsx';
import { LayerRail } from './layer-rail.tsx';
import { UsageSwitch } from './usage-switch.tsx';

type Kind = DiffKind | DiffFileClass;

/** A diff that was made: warnings, counts as filters, the layers of both, and the list. */
export function DiffView({ pair, head }: Readonly<{ pair: Pair; head: DiffHead }>): ReactNode {
  const [axis, setAxis] = useState<DiffAxis | 'config'>('components');
  const [kinds, setKinds] = useState<readonly Kind[]>([]);
  const [query, setQuery] = useState('');
  const [layer, setLayer] = useState<DiffLayerRef | null>(null);
  const facets = useConsole((state) => activeTab(state).view.facets);
  const usageOnly = isUsage(facets, 'reached');
  if (head.identical)
    return (
      <Empty icon={Equal} title={text.diff.identical}>
        <p className="text-2">{text.diff.identicalWhat(head.summary.same)}</p>
      </Empty>
    );
  const usage = usageOnly && head.reached !== null;
  const counts = usage && head.reached ? head.reached : { kinds: head.kinds, files: head.summary.files };
  const files = FILE_CLASSES.reduce((sum, kind) => sum + counts.files[kind], 0);
  const components = DIFF_KINDS.reduce((sum, kind) => sum + counts.kinds[kind], 0);
  const axes = [
    ['components', text.diff.components, components],
    ['files', text.diff.files, files],
    ['config', text.diff.config, head.config.length],
  ] as const;
  const counted: readonly (readonly [Kind, number])[] =
    axis === 'files'
      ? FILE_CLASSES.map((kind) => [kind, counts.files[kind]])
      : DIFF_KINDS.map((kind) => [kind, counts.kinds[kind]]);
  const toggle = (kind: Kind): void =>
    setKinds(kinds.includes(kind) ? kinds.filter((one) => one !== kind) : [...kinds, kind]);
  return (
    <>
      <Warnings head={head} />
      <div className="diff-bar">
        <div className="diff-axes" role="group" aria-label={text.diff.what}>
          {axes.map(([id, label, value]) => (
            <button
              key={id}
              type="button"
              className="diff-axis"
              aria-pressed={axis === id}
              onClick={() => {
                setAxis(id);
                setKinds([]);
              }}
            >
              {label} <span className="figures">{count(value)}</span>
            </button>
          ))}
        </div>
        {axis === 'config' ? null : (
          <UsageSwitch
            on={usage}
            traced={head.reached !== null}
            untraced={head.soFar ? text.diff.untracedYet : text.diff.untraced}
            facets={facets}
          />
        )}
        {axis === 'config' ? null : (
          <input
            className="text-input"
            type="search"
            data-filter
            aria-label={text.diff.filter}
            placeholder={text.diff.filter}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        )}
      </div>
      {axis === 'config' ? (
        <ConfigList config={head.config} />
      ) : (
        <>
          <div className="diff-kinds" role="group" aria-label={text.diff.show}>
            {counted
              .filter(([, value]) => value > 0)
              .map(([kind, value]) => (
                <button
                  key={kind}
                  type="button"
                  className="kind-toggle"
                  aria-pressed={kinds.includes(kind)}
                  onClick={() => toggle(kind)}
                >
                  <ChangeBadge kind={kind} /> <span className="figures">{count(value)}</span>
                </button>
              ))}
            {/* How many of those that run are the same is not counted. */}
            {axis === 'components' && !usage ? (
              <span className="text-2 figures">{text.diff.same(head.summary.same)}</span>
            ) : null}
          </div>
          {axis === 'files' && head.summary.filesOmitted > 0 ? (
            <Banner kind="caution">{text.diff.omitted(head.summary.filesOmitted)}</Banner>
          ) : null}
          <div className="diff-body">
            <LayerRail layers={head.layers} sides={head.sides} chosen={layer} onChoose={setLayer} />
            <DiffList pair={pair} axis={axis} kinds={kinds} query={query} layer={layer} reached={usage} />
          </div>
        </>
      )}
    </>
  );
}

function Warnings({ head: { sides } }: Readonly<{ head: DiffHead }>): ReactNode {
  const [old, now] = sides;
  if (!old || !now) return null;
  const platform = ({ platform: stated }: DiffSide): string =>
    stated === null ? '—' : [stated.os, stated.architecture, stated.variant].filter(Boolean).join('/');
  return (
    <>
      {platform(old) === platform(now) ? null : (
        <Banner kind="caution">{text.diff.platforms(platform(old), platform(now))}</Banner>
      )}
      {old.analyzerSet === now.analyzerSet ? null : <Banner kind="caution">{text.diff.mixed}</Banner>}
      {old.complete ? null : <Banner kind="caution">{text.diff.partialOld}</Banner>}
      {now.complete ? null : <Banner kind="caution">{text.diff.partialNew}</Banner>}
    </>
  );
}

function ConfigList({ config }: Readonly<{ config: readonly DiffConfig[] }>): ReactNode {
  if (config.length === 0) return <p className="text-2">{text.diff.noConfig}</p>;
  const shown = (value: DiffConfig['old']): string => (value === null ? '—' : JSON.stringify(value));
  return (
    <table className="image-table diff-config">
      <thead>
        <tr>
          <th scope="col">{text.diff.setting}</th>
          <th scope="col">{text.diff.old}</th>
          <th scope="col">{text.diff.new}</th>
        </tr>
      </thead>
      <tbody>
        {config.map(({ id, field, key, old, new: now }) => (
          <tr key={id} data-change tabIndex={-1}>
            <td>
              {text.diff.settings[field]} {key === undefined ? null : <Foreign text={key} mono />}
            </td>
            <td>
              <Foreign text={shown(old)} mono />
            </td>
            <td>
              <Foreign text={shown(now)} mono />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
