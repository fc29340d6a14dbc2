import type { ImageOverview } from '#shared/model/library.ts';
import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { NotKnown } from './not-known.tsx';

/** What the configuration says about starting the image; nothing is followed into scripts here. */
export function Starts({ overview }: Readonly<{ overview: ImageOverview }>): ReactNode {
  const { entrypoint, cmd, env, user, workingDir } = overview;
  return (
    <section className="card" aria-labelledby="starts-title">
      <h2 id="starts-title" className="section-title card-title">
        {text.overview.run}
      </h2>
      {entrypoint === null && cmd === null ? <p className="text-2">{text.overview.noRun}</p> : null}
      <dl className="facts">
        {entrypoint === null ? null : <Words label={text.overview.entrypoint} words={entrypoint} />}
        {cmd === null ? null : <Words label={text.overview.cmd} words={cmd} />}
        <dt>{text.overview.user}</dt>
        <dd>{user === '' ? <span className="text-2">{text.overview.userRoot}</span> : <Foreign text={user} mono />}</dd>
        <dt>{text.overview.workingDir}</dt>
        <dd>
          <Foreign text={workingDir === '' ? '/' : workingDir} mono />
        </dd>
        {env.length === 0 ? null : (
          <>
            <dt>{text.overview.env}</dt>
            <dd>
              <ul className="env">
                {env.map((line) => (
                  <li key={line}>
                    <Foreign text={line} mono />
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
      <NotKnown layers={overview.layers}>{text.broken.start}</NotKnown>
    </section>
  );
}

function Words({ label, words }: Readonly<{ label: string; words: readonly string[] }>): ReactNode {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <Foreign text={JSON.stringify(words)} mono />
      </dd>
    </>
  );
}
