import { OctagonX, Waypoints } from 'lucide-react';
import { useMemo, useState, type FormEvent, type ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import { useFileCheck, useFilePlace, useLinks, useTrace } from '../../data/use-start.ts';
import { activeTab, adjust, consoleStore, go, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { visibleLine } from '../../text/visible-text.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Empty, Skeleton } from '../../ui/kit/states.tsx';
import { LinksView } from './links-view.tsx';
import '../start/start.css';
import './links.css';

/** What the dynamic linker maps for a file, and who needs it. */
export function LinksScreen({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const path = useConsole((state) => activeTab(state).view.linksOf);
  return (
    <div className="screen links">
      <div className="screen-head">
        <h1>
          {path === null ? (
            text.links.title
          ) : (
            <>
              {text.links.titleOf} <Foreign text={`/${path}`} mono />
            </>
          )}
        </h1>
        <PathForm key={path} imageId={imageId} path={path} />
      </div>
      {path === null ? <Choose imageId={imageId} /> : <LinksOf key={path} imageId={imageId} path={path} />}
    </div>
  );
}

/** Any file by its path. */
function PathForm({ imageId, path }: Readonly<{ imageId: ImageId; path: string | null }>): ReactNode {
  const [typed, setTyped] = useState(path === null ? '' : `/${path}`);
  const check = useFileCheck(imageId);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wanted = typed.trim().replace(/^\/+/, '');
    if (wanted === '') return;
    const there = await check(wanted);
    // Who went elsewhere meanwhile stays there.
    const { id, view } = activeTab(consoleStore.get());
    if (id !== imageId || view.section !== 'links' || view.linksOf !== path) return;
    // Inspector and evidence have nothing to tell about a path that is not in the image: they keep what they tell.
    go({ linksOf: wanted, ...(there ? { selection: { kind: 'file', path: wanted } } : {}) });
  };
  return (
    <form className="path-form" onSubmit={(event) => void submit(event)}>
      <input
        type="text"
        className="text-input"
        data-filter
        aria-label={text.links.choose}
        placeholder={text.links.choose}
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <button type="submit" className="button" data-kind="plain">
        {text.links.open}
      </button>
    </form>
  );
}

/** Programs of the start, to begin with. */
function Choose({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const { value: trace } = useTrace(imageId);
  const paths = useMemo(
    () =>
      [...new Set(trace?.hops.flatMap(({ kind, path }) => (path === null || kind === 'load' ? [] : [path])))]
        .sort()
        .slice(0, 100),
    [trace],
  );
  return (
    <>
      <Empty icon={Waypoints} title={text.links.chooseTitle}>
        <p className="text-2">{text.links.chooseWhat}</p>
      </Empty>
      {paths.length === 0 ? null : (
        <section aria-labelledby="programs-title">
          <h2 id="programs-title" className="section-title">
            {text.links.programs}
          </h2>
          <ul>
            {paths.map((path) => (
              <li key={path}>
                <Button kind="link" onClick={() => go({ linksOf: path, selection: { kind: 'file', path } })}>
                  <Foreign text={`/${path}`} mono />
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function LinksOf({ imageId, path }: Readonly<{ imageId: ImageId; path: string }>): ReactNode {
  const { value: view, error, retry } = useLinks(imageId, path);
  if (error !== null)
    return (
      <Empty icon={OctagonX} title={text.links.failed}>
        <p>{error}</p>
        <Button onClick={retry}>{text.actions.retry}</Button>
      </Empty>
    );
  if (view === undefined)
    return (
      <div aria-busy="true">
        <p className="text-2">{text.links.loading}</p>
        <Skeleton width={420} />
      </div>
    );
  if (view === null) return <NoLinks imageId={imageId} path={path} />;
  return <LinksView imageId={imageId} view={view} />;
}

/** Why there are no links: no such file, or one that no loader maps. */
function NoLinks({ imageId, path }: Readonly<{ imageId: ImageId; path: string }>): ReactNode {
  const place = useFilePlace(imageId, path);
  if (place === undefined) return null;
  return (
    <Empty icon={Waypoints} title={text.links.noLinks[place](visibleLine(`/${path}`))}>
      <Button onClick={() => adjust({ linksOf: null })}>{text.links.chooseTitle}</Button>
    </Empty>
  );
}
