import { ArrowRight, Copy, Equal, FileDown, OctagonX, ShieldCheck } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import type { ExportedDocument } from '#shared/model/export.ts';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPCClient } from '../../data/api.ts';
import { useDesk } from '../../data/desk.ts';
import { prepareHandOut } from '../../data/hand-out.ts';
import { saveDocument } from '../../data/save-document.ts';
import { announce } from '../../state/announcer.ts';
import { go, showSheet } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { exactBytes } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { copyText } from '../../ui/kit/copy.tsx';
import { Banner } from '../../ui/kit/states.tsx';
import { DragChip } from './drag-chip.tsx';
import { Verdict } from './verdict.tsx';

type FactsProps = Readonly<{ imageId: ImageId; document: ExportedDocument }>;

/** What became of a document: the verdicts on it, its digest and size, and where it can go. */
export function DocumentFacts({ imageId, document }: FactsProps): ReactNode {
  const { token } = useDesk();
  const api = useTRPCClient();
  const first = useRef<HTMLButtonElement>(null);
  // The button that made it is gone, and the focus with it.
  useEffect(() => first.current?.focus(), [document]);
  useEffect(() => prepareHandOut(api, imageId, document.id), [api, imageId, document]);
  const [failure, setFailure] = useState<string | null>(null);
  const { id, fileName, size, components, schema, schemaVersion, identical, lossy } = document;
  const save = (): void => {
    setFailure(null);
    saveDocument(document, token).then(
      () => announce(text.export.saved(fileName)),
      (error: unknown) => setFailure(text.export.saveFailed(failureWords(error))),
    );
  };
  return (
    <section className="export-result" aria-label={text.export.result}>
      <p className="export-badges">
        <Verdict icon={ShieldCheck} good word={text.export.valid} tip={`${schema} ${schemaVersion}`} />
        <Verdict
          icon={identical ? Equal : OctagonX}
          good={identical}
          word={identical ? text.export.identical : text.export.different}
          tip={identical ? text.export.identicalTip : text.export.differentTip}
        />
      </p>
      <dl className="export-facts">
        <dt>{text.export.file}</dt>
        <dd className="mono">{fileName}</dd>
        <dt>{text.export.size}</dt>
        <dd className="figures">
          {exactBytes(size)}, {text.export.components(components)}
        </dd>
        <dt>{text.export.digest}</dt>
        <dd className="mono export-digest">{id.slice('sha256:'.length)}</dd>
        <dt>{text.export.schema}</dt>
        <dd className="mono">
          {schema} <span className="text-2">{schemaVersion}</span>
        </dd>
        {lossy.length === 0 ? null : (
          <>
            <dt>{text.export.lossy}</dt>
            <dd>{lossy.join(', ')}</dd>
          </>
        )}
      </dl>
      {failure === null ? null : <Banner kind="error">{failure}</Banner>}
      <div className="export-ways">
        <Button kind="primary" icon={FileDown} ref={first} onClick={save}>
          {text.export.save}
        </Button>
        <DragChip imageId={imageId} id={id} fileName={fileName} />
        <Button icon={Copy} onClick={() => void copyText(id.slice('sha256:'.length), text.export.digestOf)}>
          {text.copy.action(text.export.digest)}
        </Button>
        <Button
          icon={ArrowRight}
          onClick={() => {
            showSheet(null);
            go({ section: 'exports', selection: { kind: 'artifact', id } });
          }}
        >
          {text.exports.show}
        </Button>
      </div>
    </section>
  );
}
