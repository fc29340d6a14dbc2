import { Split } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import type { LinkView } from '#shared/model/links.ts';
import { useNeededBy } from '../../data/use-start.ts';
import { activeTab, adjust, go, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign, Path } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { linkRows } from './link-rows.ts';
import { LinkTree, ownerText } from './link-tree.tsx';

/** Notes that are listed. */
const MOST_NOTES = 200;

/** The needs of one file as a tree, what may be opened by name, and who needs what is chosen. */
export function LinksView({ imageId, view }: Readonly<{ imageId: ImageId; view: LinkView }>): ReactNode {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const selection = useConsole((state) => activeTab(state).view.selection);
  const files = useMemo(() => new Map(view.files.map((file) => [file.path, file])), [view]);
  const rows = useMemo(() => linkRows(view, toggled), [view, toggled]);
  const chosen = selection?.kind === 'file' ? `/${selection.path}` : null;
  const own = files.get(view.path);
  const missing = view.edges.filter(({ to }) => to === null).length;
  const toggle = (key: string): void => {
    const next = new Set(toggled);
    if (!next.delete(key)) next.add(key);
    setToggled(next);
  };
  return (
    <>
      <p className="text-2 figures">
        {text.links.loaders[view.loader]} · {text.links.counts(view.edges.length, missing)}
        {own === undefined ? null : (
          <>
            {' · '}
            {own.owner === null ? text.start.noOwner : <Foreign text={ownerText(own.owner)} />}
          </>
        )}
      </p>
      <div className="links-body">
        <section aria-labelledby="tree-title">
          <h2 id="tree-title" className="section-title">
            {text.links.tree}
          </h2>
          {rows.length === 0 ? (
            <p className="text-2">{text.links.noNeeds}</p>
          ) : (
            <LinkTree
              rows={rows}
              files={files}
              chosen={chosen}
              onChoose={({ edge: { real } }) =>
                adjust({ selection: real === null ? null : { kind: 'file', path: real.slice(1) } })
              }
              onToggle={toggle}
            />
          )}
        </section>
        <NeededBy key={chosen ?? view.path} imageId={imageId} path={(chosen ?? view.path).slice(1)} />
      </div>
      <Notes view={view} />
    </>
  );
}

function NeededBy({ imageId, path }: Readonly<{ imageId: ImageId; path: string }>): ReactNode {
  const { value: answer, error } = useNeededBy(imageId, path);
  return (
    <section aria-labelledby="needed-title">
      <h2 id="needed-title" className="section-title">
        {text.links.neededBy} <Foreign text={path.split('/').at(-1) ?? path} mono />
      </h2>
      {error === null ? null : <p role="alert">{error}</p>}
      {answer === undefined && error === null ? <p className="text-2">{text.links.loading}</p> : null}
      {answer === null ? <p className="text-2">{text.links.notTraced}</p> : null}
      {answer ? (
        <>
          <p className="text-2">
            {answer.needs.length === 0 ? `${text.links.neededByNone} ` : ''}
            {text.links.neededByWhat(answer.asked)}
          </p>
          <ul>
            {answer.needs.map(({ from, needed, programs, programCount }) => (
              <li key={`${from} ${needed}`} className="need-row">
                <Button
                  kind="link"
                  onClick={() => go({ linksOf: from.slice(1), selection: { kind: 'file', path: from.slice(1) } })}
                >
                  <Foreign text={from} mono />
                </Button>
                <span className="text-2">
                  {text.links.as} <Foreign text={needed} mono /> · {text.links.through(programCount)}:{' '}
                  <Foreign text={programs.join(', ')} mono />
                  {programCount > programs.length ? ' …' : ''}
                </span>
              </li>
            ))}
          </ul>
          {answer.omitted > 0 ? <p className="text-2">{text.links.omitted(answer.omitted)}</p> : null}
        </>
      ) : null}
    </section>
  );
}

function Notes({ view: { notes } }: Readonly<{ view: LinkView }>): ReactNode {
  if (notes.length === 0) return null;
  return (
    <section aria-labelledby="notes-title">
      <h2 id="notes-title" className="section-title">
        {text.links.notes}
      </h2>
      <p className="text-2">{text.links.notesWhat}</p>
      <ul>
        {notes.slice(0, MOST_NOTES).map(({ mechanism, by, name, real, reason, stated }) => (
          <li key={`${mechanism} ${by} ${name} ${real}`} className="need-row">
            <span className="hop-status" data-status="possible">
              <Icon of={Split} size={13} />
              {text.links.possible}
            </span>
            <Foreign text={name} mono />
            {real === null ? <span className="text-2">{text.links.notFound}</span> : <Path text={real} />}
            <span className="text-2">
              {text.links.mechanisms[mechanism]}, {text.links.by} <Foreign text={by} mono />: <Foreign text={reason} />
            </span>
            {stated.file === null ? (
              <span className="text-2">
                {text.links.variable} <Foreign text={stated.variable ?? ''} mono />
              </span>
            ) : (
              <StatedAt file={stated.file} line={stated.line} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Opens the line that says it. */
function StatedAt({ file, line }: Readonly<{ file: string; line: number | null }>): ReactNode {
  const path = file.replace(/^\//, '');
  return (
    <Button
      kind="link"
      onClick={() => adjust({ selection: line === null ? { kind: 'file', path } : { kind: 'file', path, line } })}
    >
      <Foreign text={`/${path}${line === null ? '' : text.start.place(line)}`} mono />
    </Button>
  );
}
