import type { ImageId } from '#shared/model/digest.ts';
import { useQuery } from '@tanstack/react-query';
import { FileText } from 'lucide-react';
import type { ReactNode } from 'react';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPC } from '../../data/api.ts';
import { adjust, go } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { size } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { CopyButton } from '../../ui/kit/copy.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import { DigestLine } from './layer-facts.tsx';
import { PathHistory } from './path-history.tsx';
import { UsageFacts } from './usage-facts.tsx';

/** One path: what it is in the finished image, and each layer's copy. Its bytes are in the dock. */
export function FileFacts({ imageId, path }: Readonly<{ imageId: ImageId; path: string }>): ReactNode {
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.files.lookup.queryOptions({ imageId, path }));
  if (error) return <p role="alert">{failureWords(error)}</p>;
  if (!data) return null;
  const { file, components } = data;
  return (
    <>
      <div className="subject">
        <Icon of={FileText} />
        <h3>
          <Foreign text={data.path.split('/').at(-1) ?? data.path} />
        </h3>
      </div>
      <div className="subject-key">
        <Foreign text={`/${data.path}`} mono />
        <CopyButton value={`/${data.path}`} what={text.columns.key.toLowerCase()} />
      </div>
      {file ? (
        <dl className="facts">
          <dt>{text.inspector.type}</dt>
          <dd>
            {text.inspector.types[file.type]}
            {file.linkTarget === undefined ? null : (
              <>
                {' → '}
                <Foreign text={file.linkTarget} mono />
              </>
            )}
          </dd>
          {file.size === undefined ? null : (
            <>
              <dt>{text.inspector.size}</dt>
              <dd className="figures">{size(file.size)}</dd>
            </>
          )}
          <dt>{text.inspector.mode}</dt>
          <dd className="mono">{file.mode}</dd>
          <dt>{text.inspector.owner}</dt>
          <dd className="figures">
            {file.uid}:{file.gid}
          </dd>
          <dt>{text.inspector.introduced}</dt>
          <dd>
            <LayerTag index={file.introduced} />
          </dd>
          <dt>{text.inspector.contentSince}</dt>
          <dd>
            <LayerTag index={file.contentSince} />
          </dd>
          <dt>{text.inspector.lastModified}</dt>
          <dd>
            <LayerTag index={file.lastModified} />
          </dd>
        </dl>
      ) : (
        <p className="text-2">
          {text.inspector.notInTree}
          {data.removed === null ? null : (
            <>
              {' · '}
              {text.inspector.removed} <LayerTag index={data.removed} />
            </>
          )}
        </p>
      )}
      {file?.sha256 === undefined ? null : <DigestLine label="sha256" digest={file.sha256} />}
      {file !== null && file.type !== 'dir' ? <UsageFacts imageId={imageId} subject={{ path: data.path }} /> : null}
      {file?.type === 'file' ? (
        <div>
          <Button onClick={() => go({ section: 'links', linksOf: data.path })}>{text.links.show}</Button>
        </div>
      ) : null}
      {components.length > 0 ? (
        <section>
          <h4 className="section-title">{text.inspector.belongsTo}</h4>
          <ul className="path-list">
            {components.map(({ key, name, relation }) => (
              <li key={`${relation} ${key}`} className="path-row">
                <Button kind="link" onClick={() => adjust({ selection: { kind: 'component', key } })}>
                  <Foreign text={name} />
                </Button>
                <span className="text-3">{text.inspector.relation[relation]}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section>
        <h4 className="section-title">{text.tree.history}</h4>
        <PathHistory imageId={imageId} path={data.path} />
      </section>
    </>
  );
}
