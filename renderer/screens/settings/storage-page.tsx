import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPC } from '../../data/api.ts';
import { text } from '../../text/en.ts';
import { count, exactBytes, size } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { CopyButton } from '../../ui/kit/copy.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Banner, NoteLine } from '../../ui/kit/states.tsx';

/** What the data folder holds, and how to get room back. */
export function StoragePage(): ReactNode {
  const trpc = useTRPC();
  const storage = useQuery(trpc.housekeeping.storage.queryOptions(undefined, { staleTime: 0 }));
  if (storage.isError) return <Banner kind="error">{text.settings.loadFailed}</Banner>;
  const { dataDir = '', kinds = [], bytes = 0 } = storage.data ?? {};
  return (
    <>
      <dl className="facts">
        <dt>{text.settings.folder}</dt>
        <dd>
          <span className="mono">
            <Foreign text={dataDir} />
          </span>{' '}
          <CopyButton value={dataDir} what={text.settings.folder.toLowerCase()} />
          <p className="text-2">{text.settings.folderHint}</p>
        </dd>
      </dl>
      <table className="settings-table" aria-label={text.settings.used} aria-busy={storage.isPending}>
        <thead>
          <tr>
            <th scope="col">{text.settings.kind}</th>
            <th scope="col" className="number">
              {text.settings.files}
            </th>
            <th scope="col" className="number">
              {text.settings.bytes}
            </th>
            <th scope="col" aria-hidden />
          </tr>
        </thead>
        <tbody>
          {kinds.map((one) => (
            <tr key={one.kind}>
              <th scope="row">{text.settings.kinds[one.kind]}</th>
              <td className="number figures">{count(one.files)}</td>
              <td className="number figures" title={exactBytes(one.bytes)}>
                {size(one.bytes)}
              </td>
              <td className="share" aria-hidden>
                <span className="share-bar" style={{ width: `${bytes === 0 ? 0 : (one.bytes / bytes) * 100}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{text.settings.total}</th>
            <td />
            <td className="number figures" title={exactBytes(bytes)}>
              {size(bytes)}
            </td>
            <td aria-hidden />
          </tr>
        </tfoot>
      </table>
      <Collect />
    </>
  );
}

function Collect(): ReactNode {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const collect = useMutation(trpc.library.collect.mutationOptions());
  const report = collect.data;
  const lines = Object.entries(report?.removed ?? {}).filter(([, value]) => value > 0);
  return (
    <section className="settings-section" aria-label={text.settings.collect}>
      <h3>{text.settings.collect}</h3>
      <p className="text-2">{text.settings.collectHint}</p>
      <div className="settings-buttons">
        <Button disabled={collect.isPending} onClick={() => collect.mutate({ dryRun: true })}>
          {text.settings.preview}
        </Button>
        {report?.dryRun && lines.length > 0 ? (
          <Button
            kind="primary"
            disabled={collect.isPending}
            onClick={() => collect.mutate({ dryRun: false }, { onSuccess: () => void cache.invalidateQueries() })}
          >
            {text.settings.collectNow}
          </Button>
        ) : null}
      </div>
      {collect.isError ? <NoteLine kind="error">{failureWords(collect.error)}</NoteLine> : null}
      {report ? (
        <div role="status" className="settings-result">
          <p>{(report.dryRun ? text.settings.wouldFree : text.settings.freed)(report.freedBytes)}</p>
          <ul>
            {lines.length === 0 ? <li>{text.settings.nothing}</li> : null}
            {lines.map(([what, value]) => (
              <li key={what}>{text.settings.removedLine(what, value)}</li>
            ))}
          </ul>
          <p className="text-2">{text.settings.kept(report.keptBytes)}</p>
        </div>
      ) : null}
    </section>
  );
}
