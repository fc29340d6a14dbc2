import { ChevronDown, ChevronRight, FileText } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import type { ArtifactView } from '#shared/model/artifact.ts';
import type { DocumentAttestation } from '#shared/model/attestation.ts';
import type { Digest, ImageId } from '#shared/model/digest.ts';
import { canDragOut } from '../../data/hand-out.ts';
import { text } from '../../text/en.ts';
import { count, exactBytes, shortDigest, size } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { CopyButton } from '../../ui/kit/copy.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { DragChip } from '../export/drag-chip.tsx';
import { DocumentBadge } from './document-badge.tsx';
import { AgainVerdict, SchemaVerdict } from '../export/verdict.tsx';

type TableProps = Readonly<{
  imageId: ImageId;
  artifacts: readonly ArtifactView[];
  shown: ArtifactView;
  choose: (artifact: ArtifactView) => void;
  attestedOf: (id: Digest) => DocumentAttestation | undefined;
}>;

/** Documents as rows; arrows move and choose. Those of single layers, two for each, are folded away until somebody looks. */
export function ArtifactTable({ imageId, artifacts, shown, choose, attestedOf }: TableProps): ReactNode {
  const words = text.exports;
  const whole = artifacts.filter(({ layer }) => layer === null);
  const layers = artifacts.filter(({ layer }) => layer !== null);
  const [open, setOpen] = useState(false);
  const unfolded = open || shown.layer !== null;
  const rows = unfolded ? [...whole, ...layers] : whole;
  return (
    <>
      <div className="artifact-box">
        <table className="artifact-table" aria-label={words.list}>
          <thead>
            <tr>
              <th scope="col">{words.columns.document}</th>
              <th scope="col">{words.columns.format}</th>
              <th scope="col">{words.columns.view}</th>
              <th scope="col" className="number">
                {words.columns.components}
              </th>
              <th scope="col" className="number">
                {words.columns.size}
              </th>
              <th scope="col">{words.columns.digest}</th>
              <th scope="col">{words.columns.schema}</th>
              <th scope="col">{words.columns.again}</th>
              <th scope="col">{text.signing.column}</th>
            </tr>
          </thead>
          <tbody onKeyDown={(event) => moveBetweenRows(event, rows, choose)}>
            {rows.map((artifact) => (
              <ArtifactRow
                key={artifact.path}
                imageId={imageId}
                artifact={artifact}
                isShown={artifact === shown}
                choose={choose}
                attested={attestedOf(artifact.id)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {layers.length === 0 ? null : (
        <Button
          kind="quiet"
          icon={unfolded ? ChevronDown : ChevronRight}
          aria-expanded={unfolded}
          disabled={shown.layer !== null}
          onClick={() => setOpen(!open)}
        >
          {words.ofLayers(layers.length)}
        </Button>
      )}
    </>
  );
}

type RowProps = Readonly<{
  imageId: ImageId;
  artifact: ArtifactView;
  isShown: boolean;
  choose: (artifact: ArtifactView) => void;
  attested: DocumentAttestation | undefined;
}>;

function ArtifactRow({ imageId, artifact, isShown, choose, attested }: RowProps): ReactNode {
  const words = text.exports;
  const { id, fileName, format, view, kind, components, size: bytes } = artifact;
  return (
    <tr data-chosen={isShown} onClick={() => choose(artifact)}>
      <td>
        <span className="artifact-name">
          {canDragOut() ? (
            <DragChip imageId={imageId} id={id} fileName={fileName} small />
          ) : (
            <Icon of={FileText} size={15} />
          )}
          <button
            type="button"
            className="row-link ellipsis"
            title={fileName}
            aria-pressed={isShown}
            translate="no"
            onClick={() => choose(artifact)}
          >
            {fileName}
          </button>
        </span>
      </td>
      <td>{words.format(format)}</td>
      <td className="text-2">{view === '' ? words.kind(kind) : words.view(view)}</td>
      <td className="number figures">{components === null ? '—' : count(components)}</td>
      <td className="number figures" title={exactBytes(bytes)}>
        {size(bytes)}
      </td>
      <td onClick={(event) => event.stopPropagation()}>
        <span className="artifact-digest mono text-2">
          {shortDigest(id)}
          <CopyButton value={id.slice('sha256:'.length)} what={words.digestOf(fileName)} />
        </span>
      </td>
      <td>
        <SchemaVerdict valid={artifact.valid} schema={artifact.schema} />
      </td>
      <td>
        <AgainVerdict reEmitted={artifact.reEmitted} />
      </td>
      <td>{attested ? <DocumentBadge of={attested} lines /> : null}</td>
    </tr>
  );
}

function moveBetweenRows(
  event: KeyboardEvent<HTMLElement>,
  rows: readonly ArtifactView[],
  choose: (artifact: ArtifactView) => void,
): void {
  const names = [...event.currentTarget.querySelectorAll<HTMLElement>('.row-link')];
  const at = names.findIndex((name) => name === document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1 }[event.key];
  const [name, row] = to === undefined || at === -1 ? [] : [names[to], rows[to]];
  if (!name || !row) return;
  event.preventDefault();
  name.focus();
  choose(row);
}
