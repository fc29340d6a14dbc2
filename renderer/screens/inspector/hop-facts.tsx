import type { ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import { wordsText } from '#shared/text/words.ts';
import { useTrace } from '../../data/use-start.ts';
import { adjust, go } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { CopyButton } from '../../ui/kit/copy.tsx';
import { Foreign, Words } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import { hopIcon, ownerName, StatusBadge } from '../start/hop-looks.tsx';
import { chainOf, hopName } from '../start/hop-rows.ts';

/** One step of the start: what it is, where that is said, whose file it is, and how it is reached. */
export function HopFacts({ imageId, id }: Readonly<{ imageId: ImageId; id: string }>): ReactNode {
  const { value: trace } = useTrace(imageId);
  const hop = trace?.hops.find((one) => one.id === id);
  if (!trace || !hop) return null;
  const { argv, path, file, line, column, layer, owner, user, cwd, env, reason } = hop;
  const facts = text.start.hop;
  return (
    <>
      <div className="subject">
        <Icon of={hopIcon(hop)} />
        <h3>
          <Foreign text={path?.split('/').at(-1) ?? wordsText(argv)} />
        </h3>
      </div>
      {path === null ? null : (
        <div className="subject-key">
          <Foreign text={`/${path}`} mono />
          <CopyButton value={`/${path}`} what={facts.path.toLowerCase()} />
        </div>
      )}
      <dl className="facts">
        <dt>{facts.kind}</dt>
        <dd>{text.start.kinds[hop.kind]}</dd>
        <dt>{facts.status}</dt>
        <dd>
          <StatusBadge status={hop.status} />
        </dd>
        {reason === undefined ? null : (
          <>
            <dt>{text.start.unknown}</dt>
            <dd>{text.start.reasons[reason]}</dd>
          </>
        )}
        <dt>{facts.argv}</dt>
        <dd>
          <Words list={argv} />
        </dd>
        <dt>{facts.said}</dt>
        <dd>
          {file === null ? (
            text.start.config
          ) : (
            <Foreign text={[`/${file}`, line, column].filter((part) => part !== null).join(':')} mono />
          )}
        </dd>
        {layer === null ? null : (
          <>
            <dt>{facts.layer}</dt>
            <dd>
              <LayerTag index={layer} />
            </dd>
          </>
        )}
        {user === null ? null : (
          <>
            <dt>{facts.user}</dt>
            <dd>
              <Foreign text={user} mono />
            </dd>
          </>
        )}
        {cwd === null ? null : (
          <>
            <dt>{facts.cwd}</dt>
            <dd>
              <Foreign text={cwd} mono />
            </dd>
          </>
        )}
        {env.length === 0 ? null : (
          <>
            <dt>{facts.env}</dt>
            <dd>
              <Foreign text={env.join(' ')} mono />
            </dd>
          </>
        )}
        {owner === null ? null : (
          <>
            <dt>{facts.owner}</dt>
            <dd>
              <Button kind="link" onClick={() => adjust({ selection: { kind: 'component', key: owner } })}>
                {ownerName(owner) === null ? text.start.noOwner : <Foreign text={ownerName(owner) ?? ''} />}
              </Button>
            </dd>
          </>
        )}
      </dl>
      {path === null ? null : (
        <div className="hop-buttons">
          <Button onClick={() => adjust({ selection: { kind: 'file', path } })}>{facts.openFile}</Button>
          <Button onClick={() => go({ section: 'links', linksOf: path })}>{text.links.show}</Button>
        </div>
      )}
      <section>
        <h4 className="section-title">{facts.chain}</h4>
        <ol className="hop-chain">
          {chainOf(trace.hops, id).map((step) => (
            <li key={step.id}>
              <Button kind="link" onClick={() => adjust({ selection: { kind: 'hop', id: step.id } })}>
                <Foreign text={hopName(step)} mono />
              </Button>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
