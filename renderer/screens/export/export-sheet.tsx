import { useState, type ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import {
  EXPORT_FORMATS,
  EXPORT_PROFILES,
  EXPORT_VIEWS,
  type ExportFormat,
  type ExportProfile,
  type ExportView,
} from '#shared/model/export.ts';
import { useExport } from '../../data/use-export.ts';
import { useImageId, useOverview } from '../../data/use-image.ts';
import { showSheet } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';
import { Banner } from '../../ui/kit/states.tsx';
import { DocumentFacts } from './document-facts.tsx';
import './export.css';

/** Makes a document of the image in front: which one, what became of it, and where it goes. */
export function ExportSheet(): ReactNode {
  const imageId = useImageId();
  if (imageId === null) return null;
  return (
    <Sheet title={text.export.title} onClose={() => showSheet(null)} width={640}>
      <ExportForm imageId={imageId} />
    </Sheet>
  );
}

function ExportForm({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const image = useOverview(imageId).overview?.image;
  const [format, setFormat] = useState<ExportFormat>('cdx-json');
  const [view, setView] = useState<ExportView>('inventory');
  const [profile, setProfile] = useState<ExportProfile>('full');
  const [name, setName] = useState<string | null>(null);
  const { document, error, busy, make, forget } = useExport(imageId);
  const hasProfile = format !== 'bom-index';
  /** Changes the wish; what was made for another one is no answer to it. */
  const change = (apply: () => void): void => {
    apply();
    forget();
  };
  return (
    <form
      className="export"
      onSubmit={(event) => {
        event.preventDefault();
        make({ format, view, profile: hasProfile ? profile : 'full', name: hasProfile ? name : null });
      }}
    >
      {image?.complete === false ? <Banner kind="caution">{text.export.partial}</Banner> : null}
      <label className="export-field">
        {text.export.format}
        <select
          data-autofocus
          value={format}
          onChange={({ target }) => {
            const chosen = EXPORT_FORMATS.find((one) => one === target.value);
            if (chosen) change(() => setFormat(chosen));
          }}
        >
          {EXPORT_FORMATS.map((one) => (
            <option key={one} value={one}>
              {text.export.formats[one]}
            </option>
          ))}
        </select>
      </label>
      <fieldset className="export-field">
        <legend>{text.export.view}</legend>
        {EXPORT_VIEWS.map((one) => (
          <label key={one} className="export-choice">
            <input
              type="radio"
              name="view"
              value={one}
              checked={view === one}
              onChange={() => change(() => setView(one))}
            />
            {text.export.views[one]}
          </label>
        ))}
      </fieldset>
      <fieldset className="export-field" disabled={!hasProfile}>
        <legend>{text.export.profile}</legend>
        {EXPORT_PROFILES.map((one) => (
          <label key={one} className="export-choice">
            <input
              type="radio"
              name="profile"
              value={one}
              checked={(hasProfile ? profile : 'full') === one}
              onChange={() => change(() => setProfile(one))}
            />
            {text.export.profiles[one]}
          </label>
        ))}
        {hasProfile ? null : <p className="text-2">{text.export.noProfile}</p>}
      </fieldset>
      {hasProfile && image && image.tags.length > 0 ? (
        <fieldset className="export-field">
          <legend>{text.export.name}</legend>
          {[null, ...image.tags].map((one) => (
            <label key={one ?? ''} className="export-choice">
              <input type="radio" name="name" checked={name === one} onChange={() => change(() => setName(one))} />
              {one === null ? text.export.byId : <Foreign text={one} />}
            </label>
          ))}
        </fieldset>
      ) : null}
      {error === null ? null : <Banner kind="error">{error}</Banner>}
      {document ? <DocumentFacts document={document} /> : null}
      <div className="sheet-actions">
        <span className="text-2 export-busy" role="status">
          {busy ? text.export.making : ''}
        </span>
        <Button onClick={() => showSheet(null)}>{text.actions.close}</Button>
        {document ? null : (
          <button type="submit" className="button" data-kind="primary" disabled={busy}>
            {text.export.make}
          </button>
        )}
      </div>
    </form>
  );
}
