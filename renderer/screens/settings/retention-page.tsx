import { useQuery } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { RetentionRow } from '#shared/model/housekeeping.ts';
import { useTRPC } from '../../data/api.ts';
import { text } from '../../text/en.ts';
import { count } from '../../text/formats.ts';
import { Button, Tip } from '../../ui/kit/button.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { Banner } from '../../ui/kit/states.tsx';
import { RetentionSheet } from './retention-sheet.tsx';
import { DAY_MS } from './retention-days.ts';

/** How long documents stay, by class. */
export function RetentionPage(): ReactNode {
  const trpc = useTRPC();
  const rules = useQuery(trpc.housekeeping.retention.queryOptions(undefined, { staleTime: 0 }));
  const [changing, setChanging] = useState<RetentionRow | null>(null);
  if (rules.isError) return <Banner kind="error">{text.settings.loadFailed}</Banner>;
  return (
    <>
      <p className="text-2">{text.settings.retentionHint}</p>
      <table className="settings-table" aria-label={text.settings.pages.retention}>
        <thead>
          <tr>
            <th scope="col">{text.settings.classOf}</th>
            <th scope="col">{text.settings.keptFor}</th>
            <th scope="col">{text.settings.current}</th>
            <th scope="col" className="number">
              {text.settings.documents}
            </th>
            <th scope="col">
              <span className="sr-only">{text.settings.change}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.data?.map((rule) => {
            const name = text.settings.classes[rule.retentionClass];
            return (
              <tr key={rule.retentionClass}>
                <th scope="row">
                  {name}
                  {rule.immutable ? (
                    <Tip text={text.settings.immutableTip}>
                      <span className="state-chip" tabIndex={0} role="note">
                        <Icon of={Lock} size={12} />
                        {text.settings.immutable}
                      </span>
                    </Tip>
                  ) : null}
                </th>
                <td className="figures">
                  {rule.ttlMs === null ? text.settings.forEver : `${count(rule.ttlMs / DAY_MS)} ${text.settings.days}`}
                </td>
                <td>
                  {rule.retentionClass === 'trust' ? '—' : rule.keepIfReferenced ? text.settings.on : text.settings.off}
                </td>
                <td className="number figures">{rule.retentionClass === 'trust' ? '—' : count(rule.documents)}</td>
                <td className="row-actions">
                  <Button kind="link" aria-label={text.settings.changeOf(name)} onClick={() => setChanging(rule)}>
                    {text.settings.change}
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {changing ? <RetentionSheet rule={changing} onClose={() => setChanging(null)} /> : null}
    </>
  );
}
