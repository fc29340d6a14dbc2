import { useState, type ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import { EXPORT_FORMATS, EXPORT_PROFILES, EXPORT_VIEWS } from '#shared/model/export.ts';
import { useExport } from '../../data/use-export.ts';
import { useImageId, useOverview } from '../../data/use-image.ts';
import { showSheet } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';
import { Banner } from '../../ui/kit/states.tsx';
import { DocumentFacts } from './document-facts.tsx';
import { PresetField } from './preset-field.tsx';
import { type Preset, shippedPresets, wishOf } from './presets.ts';
import { usePresets } from './use-presets.ts';
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
  const { overview } = useOverview(imageId);
  const image = overview?.image;
  // A document of half an image would look like a whole one elsewhere.
  const scanning = overview?.scanning != null;
  const { kept, keep, settled } = usePresets();
  const [changed, setChanged] = useState<Preset | null>(null);
  // The tag that was chosen by hand; a preset has the first.
  const [tag, setTag] = useState<string | null>(null);
  const { document, error, busy, make, forget } = useExport(imageId);
  const chosen = changed ?? kept.last ?? shippedPresets.inventory;
  const { format, view, profile, byTag } = chosen;
  const hasProfile = format !== 'bom-index';
  const tags = image?.tags ?? [];
  const name = byTag ? (tag ?? tags[0] ?? null) : null;
  /** Changes the wish; what was made for another one is no answer to it. */
  const change = (part: Partial<Preset>): void => {
    setChanged({ ...chosen, ...part });
    forget();
  };
  const submit = async (): Promise<void> => {
    const presets = await settled();
    const last = changed ?? presets.last ?? shippedPresets.inventory;
    const wish = wishOf(last, tags);
    make(wish.name === null ? wish : { ...wish, name: tag ?? wish.name });
    keep({ ...presets, last });
  };
  return (
    <form
      className="export"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        if (!busy && !scanning && !document) event.currentTarget.requestSubmit();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {scanning ? <Banner kind="caution">{text.scanning.sections.exports}</Banner> : null}
      {image?.complete === false && !scanning ? <Banner kind="caution">{text.export.partial}</Banner> : null}
      <PresetField
        kept={kept}
        chosen={chosen}
        keep={keep}
        choose={(preset) => {
          setTag(null);
          change(preset);
        }}
      />
      <label className="export-field">
        {text.export.format}
        <select
          value={format}
          onChange={({ target }) => {
            const known = EXPORT_FORMATS.find((one) => one === target.value);
            if (known) change({ format: known });
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
            <input type="radio" name="view" value={one} checked={view === one} onChange={() => change({ view: one })} />
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
              onChange={() => change({ profile: one })}
            />
            {text.export.profiles[one]}
          </label>
        ))}
        {hasProfile ? null : <p className="text-2">{text.export.noProfile}</p>}
      </fieldset>
      {hasProfile && tags.length > 0 ? (
        <fieldset className="export-field">
          <legend>{text.export.name}</legend>
          {[null, ...tags].map((one) => (
            <label key={one ?? ''} className="export-choice">
              <input
                type="radio"
                name="name"
                checked={name === one}
                onChange={() => {
                  setTag(one);
                  change({ byTag: one !== null });
                }}
              />
              {one === null ? text.export.byId : <Foreign text={one} />}
            </label>
          ))}
        </fieldset>
      ) : null}
      {error === null ? null : <Banner kind="error">{error}</Banner>}
      {document ? <DocumentFacts imageId={imageId} document={document} /> : null}
      <div className="sheet-actions">
        <span className="text-2 export-busy" role="status">
          {busy ? text.export.making : ''}
        </span>
        <Button onClick={() => showSheet(null)}>{text.actions.close}</Button>
        {document ? null : (
          <button type="submit" className="button" data-kind="primary" disabled={busy || scanning}>
            {text.export.make}
          </button>
        )}
      </div>
    </form>
  );
}
