import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';

/** Why a file was refused or a scan failed: the catalogue's sentence, then what the engine found, in its own words. */
export function FailureCause({ code, message }: Readonly<{ code: string; message: string }>): ReactNode {
  const cause = text.jobs.cause(code);
  if (cause === null) return <Foreign text={message} />;
  return (
    <>
      <span className="failure-cause">{cause}</span>{' '}
      <span className="text-2" translate="no" lang="en">
        <Foreign text={message} />
      </span>
    </>
  );
}
