import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { AnalyzerSetting, PluginSetting, PluginSettings } from '#shared/model/housekeeping.ts';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPC } from '../../data/api.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { Banner, NoteLine } from '../../ui/kit/states.tsx';

type Wish = Readonly<{ kind: 'analyzer' | 'plugin'; id: string; on: boolean }>;

/** Switches that are read when the engine starts. */
export function PluginsPage(): ReactNode {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const plugins = useQuery(trpc.housekeeping.plugins.queryOptions(undefined, { staleTime: 0 }));
  const about = useQuery(trpc.about.queryOptions());
  const change = useMutation(
    trpc.housekeeping.setPlugin.mutationOptions({
      onSettled: () => cache.invalidateQueries({ queryKey: trpc.housekeeping.plugins.queryKey() }),
    }),
  );
  if (plugins.isError) return <Banner kind="error">{failureWords(plugins.error)}</Banner>;
  if (!plugins.data) return null;
  const { place, analyzers, plugins: outside, problems, restartNeeded, canRestart } = plugins.data;
  // What was asked for is shown until the engine has answered.
  const wished = change.isPending ? change.variables : undefined;
  const line = { writable: place.writable, wished, set: (wish: Wish): void => change.mutate(wish) };
  return (
    <>
      {restartNeeded ? <RestartNeeded canRestart={canRestart} /> : null}
      <p className="text-2">
        {place.path === null
          ? text.settings.noPlace
          : place.writable
            ? text.settings.place(place.path)
            : text.settings.readOnly(place.path)}
      </p>
      {change.isError ? <NoteLine kind="error">{text.settings.saveFailed(failureWords(change.error))}</NoteLine> : null}
      <section className="settings-section" aria-label={text.settings.outside}>
        <h3>{text.settings.outside}</h3>
        <p className="text-2">{text.settings.outsideHint}</p>
        {outside.length === 0 ? (
          <p>
            <Foreign text={text.settings.noOutside(`${about.data?.dataDir ?? ''}/plugins/scanner`)} />
          </p>
        ) : (
          <ul className="switches">
            {outside.map((one) => (
              <PluginLine key={one.id} plugin={one} {...line} />
            ))}
          </ul>
        )}
        {problems.length > 0 ? (
          <div aria-label={text.settings.problems} role="group">
            {problems.map((line) => (
              <NoteLine key={line} kind="error">
                <Foreign text={line} />
              </NoteLine>
            ))}
          </div>
        ) : null}
      </section>
      <section className="settings-section" aria-label={text.settings.analyzers}>
        <h3>{text.settings.analyzers}</h3>
        <p className="text-2">{text.settings.analyzersHint}</p>
        <ul className="switches" data-columns>
          {analyzers.map((one) => (
            <AnalyzerLine key={one.id} analyzer={one} {...line} />
          ))}
        </ul>
      </section>
    </>
  );
}

type LineProps = Readonly<{ writable: boolean; wished: Wish | undefined; set: (wish: Wish) => void }>;

/** Is it on, or asked to be? */
function isOn(wished: Wish | undefined, kind: Wish['kind'], id: string, configured: boolean): boolean {
  return wished?.kind === kind && wished.id === id ? wished.on : configured;
}

function AnalyzerLine({
  analyzer: { id, version, heuristic, running, configured },
  writable,
  wished,
  set,
}: LineProps & Readonly<{ analyzer: AnalyzerSetting }>): ReactNode {
  return (
    <li className="switch-line">
      <label className="setting-line">
        <input
          type="checkbox"
          checked={isOn(wished, 'analyzer', id, configured)}
          disabled={!writable}
          onChange={({ target }) => set({ kind: 'analyzer', id, on: target.checked })}
        />
        <span className="mono">{id}</span>
      </label>
      <span className="text-3">{text.settings.version(version)}</span>
      {heuristic ? <span className="state-chip">{text.settings.heuristic}</span> : null}
      {running === configured ? null : (
        <span className="state-chip" data-kind="caution">
          {text.settings.after(configured ? text.settings.on : text.settings.off)}
        </span>
      )}
    </li>
  );
}

function PluginLine({
  plugin: { id, version, displayName, kind, hash, running, configured },
  writable,
  wished,
  set,
}: LineProps & Readonly<{ plugin: PluginSetting }>): ReactNode {
  const name = displayName ?? id;
  return (
    <li className="switch-line">
      <label className="setting-line">
        <input
          type="checkbox"
          checked={isOn(wished, 'plugin', id, configured === 'accepted')}
          disabled={!writable || (hash === null && configured === 'off')}
          onChange={({ target }) => set({ kind: 'plugin', id, on: target.checked })}
        />
        <Foreign text={name} />
      </label>
      <span className="text-3">
        <Foreign text={id} /> {version === null ? '' : text.settings.version(version)}
      </span>
      {kind === null ? null : <span className="state-chip">{text.settings.pluginKinds[kind]}</span>}
      <span>{hash === null ? text.settings.missing : text.settings.pluginStates[running]}</span>
      {running === configured ? null : (
        <span className="state-chip" data-kind="caution">
          {text.settings.after(text.settings.pluginStates[configured])}
        </span>
      )}
      {hash === null ? null : <code className="text-3 ellipsis">{hash}</code>}
    </li>
  );
}

function RestartNeeded({ canRestart }: Readonly<Pick<PluginSettings, 'canRestart'>>): ReactNode {
  const trpc = useTRPC();
  const restart = useMutation(trpc.housekeeping.restart.mutationOptions());
  const [asked, setAsked] = useState(false);
  return (
    <div className="restart" role="status">
      <span className="state-chip" data-kind="caution">
        <Icon of={RotateCw} size={12} />
        {text.settings.restartNeeded}
      </span>
      <span className="restart-words">{asked ? text.settings.restarting : text.settings.restartText}</span>
      {canRestart ? (
        <Button
          disabled={asked}
          onClick={() => {
            setAsked(true);
            // The answer is lost when the engine is gone before it came.
            restart.mutate(undefined, { onSettled: () => setTimeout(() => setAsked(false), 5000) });
          }}
        >
          {text.settings.restartNow}
        </Button>
      ) : (
        <span>{text.settings.cannotRestart}</span>
      )}
    </div>
  );
}
