import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { useTRPC } from '../../data/api.ts';
import { useLive } from '../../data/use-live.ts';
import { text } from '../../text/en.ts';
import { utc } from '../../text/formats.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Banner } from '../../ui/kit/states.tsx';

/** What may connect, which is nothing, and what did. */
export function NetworkPage(): ReactNode {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const connections = useLive((live) => live.connections);
  const network = useQuery(trpc.housekeeping.network.queryOptions(undefined, { staleTime: 0 }));
  const key = trpc.housekeeping.network.queryKey();
  useEffect(() => {
    void cache.invalidateQueries({ queryKey: key });
    // Its key is made anew each time and always the same.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [connections, cache]);
  if (network.isError) return <Banner kind="error">{text.settings.loadFailed}</Banner>;
  if (!network.data) return null;
  const { count, entries, sinceMs } = network.data;
  return (
    <>
      <section className="settings-section" aria-label={text.settings.policy}>
        <h3>{text.settings.policy}</h3>
        <p>{text.settings.policyText}</p>
      </section>
      <section className="settings-section" aria-label={text.settings.ledger}>
        <h3>{text.settings.ledger}</h3>
        <p>{count === 0 ? text.settings.ledgerNone(utc(sinceMs)) : text.settings.ledgerSome(count, utc(sinceMs))}</p>
        <p className="text-2">{text.settings.ledgerHint}</p>
        {entries.length > 0 ? (
          <table className="settings-table" aria-label={text.settings.ledger}>
            <thead>
              <tr>
                <th scope="col">{text.settings.time}</th>
                <th scope="col">{text.settings.address}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map(({ atMs, address, port }, at) => (
                // Entries are only ever added.
                // oxlint-disable-next-line react/no-array-index-key
                <tr key={at}>
                  <td className="figures">{utc(atMs)}</td>
                  <td className="mono">
                    <Foreign text={`${address} ${port ?? text.settings.noPort}`} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
      </section>
    </>
  );
}
