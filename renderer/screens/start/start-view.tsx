import { CircleQuestionMark, Copy } from 'lucide-react';
import { lazy, Suspense, useCallback, useMemo, useState, type ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import { type EntryTrace, startEnds } from '#shared/model/entry-trace.ts';
import { wordsText } from '#shared/text/words.ts';
import { activeTab, adjust, togglePanel, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { copyText } from '../../ui/kit/copy.tsx';
import { Foreign, Path, Words } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { Skeleton } from '../../ui/kit/states.tsx';
import { HopList } from './hop-list.tsx';
import { StatusBadge } from './hop-looks.tsx';
import { chainOf, hopName, hopRows, revealing } from './hop-rows.ts';

/** The drawing's library is as large as the rest of a screen: it is fetched when a start is looked at. */
const HopGraph = lazy(async () => ({ default: (await import('./hop-graph.tsx')).HopGraph }));

/** Diagnostics that are listed. */
const MOST_UNKNOWN = 200;

type ViewProps = Readonly<{
  imageId: ImageId;
  trace: EntryTrace;
  /** Another trace is made: this one is not shown. */
  waiting: boolean;
  /** Asks for other values, or says that these are some. */
  bar: ReactNode;
  /** What other values change. */
  reach: ReactNode;
}>;

/** A start: what the image states, its steps as a list and a drawing, and what is not known. Its texts are in the dock. */
export function StartView({ imageId, trace, waiting, bar, reach }: ViewProps): ReactNode {
  const { hops, diagnostics } = trace;
  const selection = useConsole((state) => activeTab(state).view.selection);
  const chosen = selection?.kind === 'hop' ? selection.id : null;
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  // What is chosen elsewhere is in the list too.
  const opened = useMemo(() => (chosen === null ? toggled : revealing(hops, chosen, toggled)), [hops, chosen, toggled]);
  const rows = useMemo(() => hopRows(hops, opened), [hops, opened]);
  const listed = useMemo(() => rows.flatMap((row) => (row.kind === 'hop' ? [row.hop] : [])), [rows]);
  const choose = useCallback((id: string) => adjust({ selection: { kind: 'hop', id } }), []);
  const toggle = (key: string): void => {
    const next = new Set(opened);
    if (!next.delete(key)) next.add(key);
    setToggled(next);
    // What is chosen would open it again.
    const inside = chosen !== null && !hopRows(hops, next).some((row) => row.key === chosen);
    if (inside) adjust({ selection: null });
  };
  const open = (): void => {
    togglePanel('dock', true);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-region="dock"] .bytes-view')?.focus());
  };
  const chain = chosen === null ? [] : chainOf(hops, chosen);
  return (
    <div className="screen start" data-image={imageId} aria-busy={waiting}>
      <div className="screen-head">
        <h1>{text.start.title}</h1>
        {waiting ? null : (
          <>
            <span className="outcome" data-outcome={trace.outcome}>
              {text.start.outcome(trace.outcome, diagnostics.length)}
            </span>
            <span className="text-2 figures">{text.start.hopCount(hops.length)}</span>
            {chain.length === 0 ? null : (
              <Button icon={Copy} onClick={() => void copyText(chain.map(hopName).join(' › '), text.start.chain)}>
                {text.start.copyChain}
              </Button>
            )}
          </>
        )}
      </div>
      {bar}
      {waiting ? (
        <Skeleton width={420} />
      ) : (
        <>
          <Stated trace={trace} />
          <Terminals trace={trace} onChoose={choose} />
          <div className="start-body">
            <HopList rows={rows} chosen={chosen} onChoose={choose} onToggle={toggle} onOpen={open} />
            <div className="start-graph">
              <Suspense fallback={<p className="text-2">{text.start.graphLoading}</p>}>
                <HopGraph hops={listed} chosen={chosen} onChoose={choose} />
              </Suspense>
            </div>
          </div>
          {reach}
          <Unknowns trace={trace} />
        </>
      )}
    </div>
  );
}

function Stated({ trace: { entrypoint, cmd, env, user, workingDir } }: Readonly<{ trace: EntryTrace }>): ReactNode {
  return (
    <dl className="stated">
      {(
        [
          [text.start.entrypoint, entrypoint],
          [text.start.cmd, cmd],
        ] as const
      ).map(([label, words]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{words.length === 0 ? <span className="text-2">{text.start.none}</span> : <Words list={words} />}</dd>
        </div>
      ))}
      <div>
        <dt>{text.start.user}</dt>
        <dd>{user === '' ? <span className="text-2">{text.overview.userRoot}</span> : <Foreign text={user} mono />}</dd>
      </div>
      <div>
        <dt>{text.start.workingDir}</dt>
        <dd>
          <Foreign text={workingDir === '' ? '/' : workingDir} mono />
        </dd>
      </div>
      <div>
        <dt>{text.start.env}</dt>
        <dd>
          {env.length === 0 ? (
            <span className="text-2">{text.start.none}</span>
          ) : (
            <details>
              <summary>{text.start.variables(env.length)}</summary>
              <ul className="stated-env">
                {env.map((line) => (
                  <li key={line}>
                    <Foreign text={line} mono />
                  </li>
                ))}
              </ul>
            </details>
          )}
        </dd>
      </div>
    </dl>
  );
}

type TerminalsProps = Readonly<{ trace: EntryTrace; onChoose: (id: string) => void }>;

function Terminals({ trace, onChoose }: TerminalsProps): ReactNode {
  const { terminals } = trace;
  return (
    <section aria-labelledby="terminals-title" className="terminals">
      <h2 id="terminals-title" className="section-title">
        {text.start.terminals}
      </h2>
      {terminals.length === 0 ? (
        <p className="text-2">{startEnds(trace) ? text.start.startEnds : text.start.noTerminal}</p>
      ) : null}
      <ul>
        {terminals.map(({ hop, path, argv, status }) => (
          <li key={hop}>
            <button type="button" className="terminal" onClick={() => onChoose(hop)}>
              <StatusBadge status={status} />
              {path === null ? null : <Path text={`/${path}`} />}
              <span className="text-2 ellipsis">
                <Foreign text={wordsText(argv)} mono />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Unknowns({ trace: { diagnostics, assumedUnset, hops } }: Readonly<{ trace: EntryTrace }>): ReactNode {
  const show = (hop: string | null, file: string | null, line: number | null): void => {
    togglePanel('dock', true);
    const stated = hops.find(({ id }) => id === hop);
    // The step itself, unless the place is another one.
    if (stated && (file === null || (stated.file === file && stated.line === line)))
      adjust({ selection: { kind: 'hop', id: stated.id } });
    else if (file !== null)
      adjust({ selection: line === null ? { kind: 'file', path: file } : { kind: 'file', path: file, line } });
  };
  return (
    <section aria-labelledby="unknowns-title" className="unknowns">
      <h2 id="unknowns-title" className="section-title">
        {text.start.unknowns}
      </h2>
      {diagnostics.length === 0 ? <p className="text-2">{text.start.noUnknowns}</p> : null}
      <ul>
        {diagnostics.slice(0, MOST_UNKNOWN).map(({ reason, detail, hop, file, line, column, status }) => (
          <li key={`${reason} ${hop} ${file} ${line} ${column} ${detail}`}>
            <button type="button" className="unknown-row" onClick={() => show(hop, file, line)}>
              <Icon of={CircleQuestionMark} size={14} />
              <span>
                {text.start.unknown}: {text.start.reasons[reason]}
              </span>
              <Foreign text={detail} mono />
              <StatusBadge status={status} />
              <span className="text-2">
                {file === null ? (
                  text.start.config
                ) : (
                  <Foreign text={`/${file}${line === null ? '' : text.start.place(line)}`} mono />
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {assumedUnset.length === 0 ? null : (
        <p className="text-2">
          {text.start.assumed} <Foreign text={assumedUnset.join(', ')} mono />
        </p>
      )}
    </section>
  );
}
