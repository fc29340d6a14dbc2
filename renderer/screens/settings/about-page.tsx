import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTRPC } from '../../data/api.ts';
import { saveText } from '../../data/save-text.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { CopyButton } from '../../ui/kit/copy.tsx';
import { Banner } from '../../ui/kit/states.tsx';

/** What the program keeps to itself, and what it is. */
export function AboutPage(): ReactNode {
  const trpc = useTRPC();
  const about = useQuery(trpc.about.queryOptions());
  const diagnostics = useQuery(trpc.housekeeping.diagnostics.queryOptions(undefined, { staleTime: 0, gcTime: 0 }));
  const bundle = diagnostics.data?.text;
  return (
    <>
      <p>{text.settings.telemetry}</p>
      <dl className="facts">
        <dt>{text.settings.product}</dt>
        <dd>{about.data?.version}</dd>
        <dt>{text.settings.engine}</dt>
        <dd>{about.data ? `Node ${about.data.node}, ${about.data.platform}` : ''}</dd>
        <dt>{text.settings.analyzerSet}</dt>
        <dd>
          <code>{about.data?.analyzerSet}</code>{' '}
          <CopyButton value={about.data?.analyzerSet ?? ''} what={text.settings.analyzerSet.toLowerCase()} />
        </dd>
        <dt>{text.settings.secrets}</dt>
        <dd>{text.settings.secretsText}</dd>
      </dl>
      <section className="settings-section" aria-label={text.settings.diagnostics}>
        <h3>{text.settings.diagnostics}</h3>
        <p className="text-2">{text.settings.diagnosticsHint}</p>
        {diagnostics.isError ? <Banner kind="error">{text.settings.loadFailed}</Banner> : null}
        {bundle === undefined ? null : (
          <>
            <div className="settings-buttons">
              <Button onClick={() => saveText(text.settings.diagnosticsName, bundle)}>{text.settings.saveFile}</Button>
              <CopyButton value={bundle} what={text.settings.whatDiagnostics} />
            </div>
            <pre className="bundle" tabIndex={0} aria-label={text.settings.bundle} role="region">
              {bundle}
            </pre>
          </>
        )}
      </section>
    </>
  );
}
