import type { ImageId } from '#shared/model/digest.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import { useQuery } from '@tanstack/react-query';
import { Layers } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTRPC } from '../../data/api.ts';
import { useOverview } from '../../data/use-image.ts';
import { go } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { count, exactBytes, size } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { CopyButton } from '../../ui/kit/copy.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { NoteLine } from '../../ui/kit/states.tsx';

/** One layer: what made it, which bytes it is, what it did. */
export function LayerFacts({ imageId, index }: Readonly<{ imageId: ImageId; index: LayerIndex }>): ReactNode {
  const { overview } = useOverview(imageId);
  const trpc = useTRPC();
  const files = useQuery(trpc.image.layerFiles.queryOptions({ imageId }));
  const layer = overview?.layers[index];
  if (!layer) return null;
  const changes = files.data?.find((other) => other.index === index);
  const { diffId, digest, createdBy, size: stored, uncompressedSize, entries, complete, cached, components } = layer;
  return (
    <>
      <div className="subject">
        <Icon of={Layers} />
        <h3>{text.layers.name(index).replace(/^./, (letter) => letter.toUpperCase())}</h3>
        <span className="figures text-2">{size(uncompressedSize ?? stored)}</span>
      </div>
      {complete ? null : <NoteLine kind="error">{text.overview.unreadable}</NoteLine>}
      <section>
        <h4 className="section-title">{text.inspector.command}</h4>
        {createdBy === null ? (
          <p className="text-2">{text.layers.noCommand}</p>
        ) : (
          <div className="command-box">
            <Foreign text={createdBy} mono />
            <CopyButton value={createdBy} what={text.inspector.command} />
          </div>
        )}
      </section>
      {components.introduced > 0 ? (
        <Button
          className="wide"
          onClick={() => go({ section: 'components', query: '', removed: false, facets: { layer: [String(index)] } })}
        >
          {text.inspector.showComponents(components.introduced)}
        </Button>
      ) : null}
      <dl className="facts">
        <dt>{text.inspector.changes}</dt>
        <dd className="figures">
          {complete ? null : text.broken.notKnown}
          {!complete
            ? null
            : changes
              ? `+${count(changes.introduced)} ${text.inspector.added} · ~${count(changes.modified)} ${text.inspector.modified} · −${count(changes.removed)} ${text.inspector.removedPaths}`
              : '…'}
        </dd>
        {components.removed > 0 ? (
          <>
            <dt>{text.sections.components}</dt>
            <dd>{text.inspector.removedHere(components.removed)}</dd>
          </>
        ) : null}
        <dt>{text.inspector.stored}</dt>
        <dd className="figures" title={exactBytes(stored)}>
          {size(stored)}
        </dd>
        <dt>{text.inspector.uncompressed}</dt>
        <dd className="figures">{uncompressedSize === null ? text.layers.unknown : size(uncompressedSize)}</dd>
        <dt>{text.inspector.entries}</dt>
        <dd className="figures">{entries === null ? text.layers.unknown : count(entries)}</dd>
        {cached === null ? null : (
          <>
            <dt>{text.inspector.reading}</dt>
            <dd>{text.inspector.cachedAs[cached === false ? 'no' : cached]}</dd>
          </>
        )}
      </dl>
      <DigestLine label={text.inspector.diffId} digest={diffId} />
      {digest === null ? null : <DigestLine label={text.inspector.blob} digest={digest} />}
    </>
  );
}

/** A digest below its name, whole, with a button to copy it. */
export function DigestLine({ label, digest }: Readonly<{ label: string; digest: string }>): ReactNode {
  return (
    <section>
      <h4 className="section-title">{label}</h4>
      <div className="subject-key">
        <span className="mono">{digest}</span>
        <CopyButton value={digest} what={label} />
      </div>
    </section>
  );
}
