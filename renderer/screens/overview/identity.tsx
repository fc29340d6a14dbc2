import type { ImageOverview } from '#shared/model/library.ts';
import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { Tip } from '../../ui/kit/button.tsx';
import { CopyButton } from '../../ui/kit/copy.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';

/** The image's digests, each with what it is a digest of. */
export function Identity({ overview }: Readonly<{ overview: ImageOverview }>): ReactNode {
  const { image } = overview;
  const registry = image.digests.find(({ provenance }) => provenance === 'registry');
  const others = image.digests.filter(({ kind, provenance }) => kind !== 'config' && provenance !== 'registry');
  return (
    <dl className="identity">
      <Digest label={text.overview.imageId} tip={text.overview.imageIdTip} digest={image.imageId} />
      {others.map(({ digest, kind, provenance }) => (
        <Digest
          key={digest}
          label={kind === 'index' ? text.overview.index : text.overview.manifestIn}
          tip={text.overview.manifestTip}
          digest={digest}
          {...(provenance === 'synthesised' ? { remark: text.overview.synthesised } : {})}
        />
      ))}
      {registry ? (
        <Digest label={text.overview.registry} tip={text.overview.registryTip} digest={registry.digest} />
      ) : (
        <div>
          <dt>
            {text.overview.registry} <Why tip={text.overview.registryTip} about={text.overview.registry} />
          </dt>
          <dd className="text-2">{text.overview.registryUnknown}</dd>
        </div>
      )}
      <div>
        <dt>{text.overview.source}</dt>
        <dd className="ellipsis">
          <Foreign text={image.source.path ?? image.source.name ?? image.source.kind} />
        </dd>
      </div>
    </dl>
  );
}

type DigestProps = Readonly<{ label: string; tip: string; digest: string; remark?: string }>;

function Digest({ label, tip, digest, remark }: DigestProps): ReactNode {
  return (
    <div>
      <dt>
        {label} <Why tip={tip} about={label} />
      </dt>
      <dd>
        <span className="mono digest">{digest}</span>
        <CopyButton value={digest} what={label} />
        {remark === undefined ? null : <span className="text-2">{remark}</span>}
      </dd>
    </div>
  );
}

/** A mark whose tip explains a term; its name says the same to a screen reader. */
function Why({ tip, about }: Readonly<{ tip: string; about: string }>): ReactNode {
  return (
    <Tip text={tip}>
      <button type="button" className="why" aria-label={`${about}: ${tip}`}>
        <Icon of={Info} size={13} />
      </button>
    </Tip>
  );
}
