import type { ClaimPlace } from '#shared/model/claims.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { Locator } from '#shared/model/evidence.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTRPC } from '../../data/api.ts';
import { useStartHops } from '../../data/use-start.ts';
import { go } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { IconButton } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { ClaimList } from './claim-list.tsx';

/** Owners that are named; a file belongs to one or two packages. */
const MOST_OWNERS = 20;

type UsedByProps = Readonly<{ imageId: ImageId; locator: Locator; cites: boolean }>;

/** What rests on the cited bytes, or on the file that is shown: claims, packages that list it, steps of the start that it states. */
export function UsedBy({ imageId, locator, cites }: UsedByProps): ReactNode {
  const [scope, setScope] = useState<'cited' | 'file'>(cites ? 'cited' : 'file');
  const { layerIndex: layer, diffId, path, container, segments } = locator;
  const place: ClaimPlace = {
    layer,
    diffId,
    path,
    container: scope === 'cited' || container.length > 0 ? container : null,
    range: scope === 'cited' ? { from: segments[0]?.from ?? 0, to: segments.at(-1)?.to ?? 0 } : null,
  };
  return (
    <div className="used-by">
      {cites ? (
        <div className="segments" role="group" aria-label={text.viewer.scope}>
          {(['cited', 'file'] as const).map((value) => (
            <button key={value} type="button" aria-pressed={scope === value} onClick={() => setScope(value)}>
              {text.viewer.scopes[value]}
            </button>
          ))}
        </div>
      ) : null}
      {scope === 'file' && container.length === 0 ? <Relations imageId={imageId} path={path} /> : null}
      <ClaimList
        key={scope}
        imageId={imageId}
        place={place}
        label={text.viewer.claimsOn[scope]}
        none={scope === 'file' ? text.viewer.noFileClaims : text.viewer.noClaims}
      />
    </div>
  );
}

function Relations({ imageId, path }: Readonly<{ imageId: ImageId; path: string }>): ReactNode {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.files.lookup.queryOptions({ imageId, path }));
  const owners = (data?.components ?? []).filter(({ relation }) => relation !== 'cites').slice(0, MOST_OWNERS);
  const steps = (useStartHops(imageId, true) ?? []).filter(({ file }) => file === path);
  return (
    <>
      {owners.map(({ key, name, relation }) => (
        <p key={`${relation} ${key}`} className="used-line">
          <button
            type="button"
            className="button"
            data-kind="link"
            onClick={() => go({ selection: { kind: 'component', key } })}
          >
            <Foreign text={name} />
          </button>
          <span className="text-2">{text.viewer.relation[relation]}</span>
        </p>
      ))}
      {steps.length === 0 ? null : (
        <p className="used-line">
          <span className="text-2">{text.viewer.steps}</span>
          {steps.map(({ id, line }) => (
            <button
              key={id}
              type="button"
              className="button figures"
              data-kind="link"
              onClick={() => go({ section: 'start', selection: { kind: 'hop', id } })}
            >
              {text.viewer.step(line)}
            </button>
          ))}
        </p>
      )}
    </>
  );
}

/** A byte that was clicked. `line` is null where lines are not counted. */
export type ClickedByte = Readonly<{ at: Bytes; line: number | null }>;

type ByteClaimsProps = Readonly<{ imageId: ImageId; locator: Locator; clicked: ClickedByte; onClose: () => void }>;

/** The claims that rest on one byte. */
export function ByteClaims({ imageId, locator, clicked, onClose }: ByteClaimsProps): ReactNode {
  const { layerIndex: layer, diffId, path, container } = locator;
  const range: ByteRange = { from: clicked.at, to: clicked.at + 1 };
  const title = text.viewer.byte(clicked.at, clicked.line);
  return (
    <section className="byte-claims" aria-label={text.viewer.claims}>
      <div className="byte-claims-head">
        <h3 className="figures" role="status">
          {title}
        </h3>
        <span className="dock-gap" />
        <IconButton small icon={X} label={text.viewer.closeClaims} onClick={onClose} />
      </div>
      <ClaimList
        imageId={imageId}
        place={{ layer, diffId, path, container, range }}
        label={title}
        none={text.viewer.noClaims}
      />
    </section>
  );
}
