import type { ComponentDetail } from '#shared/model/component-list.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import { useQuery } from '@tanstack/react-query';
import { FingerprintPattern } from 'lucide-react';
import type { ReactNode } from 'react';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPC } from '../../data/api.ts';
import { useOverview } from '../../data/use-image.ts';
import { adjust, showFile, togglePanel } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { count, sentence } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { CopyButton } from '../../ui/kit/copy.tsx';
import { Foreign, Path } from '../../ui/kit/foreign.tsx';
import { Skeleton } from '../../ui/kit/states.tsx';
import { LayerTag, TypeChip } from '../../ui/kit/tags.tsx';
import { shortCommand } from '#shared/text/short-command.ts';
import { ComponentEdges } from './component-edges.tsx';
import { NativeFacts, nativeDetailsOf } from './native-facts.tsx';
import { OwnedFiles } from './owned-files.tsx';
import { UsageFacts } from './usage-facts.tsx';

type FactsProps = Readonly<{ imageId: ImageId; componentKey: string }>;

/** Everything known of a component but the bytes that prove it; those are in the dock. */
export function ComponentFacts({ imageId, componentKey }: FactsProps): ReactNode {
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.components.get.queryOptions({ imageId, key: componentKey }));
  if (error) return <p role="alert">{failureWords(error)}</p>;
  if (!data)
    return (
      <div className="inspector-waiting" aria-busy="true">
        {[180, 240, 140].map((width) => (
          <Skeleton key={width} width={width} />
        ))}
      </div>
    );
  return <Facts imageId={imageId} component={data} />;
}

function Facts({ imageId, component }: Readonly<{ imageId: ImageId; component: ComponentDetail }>): ReactNode {
  const { key, purl, type, name, version, arch, source, state, origin, licences, occurrences, evidence, details } =
    component;
  const { native, other } = nativeDetailsOf(details);
  const what = purl === null ? text.inspector.key : text.inspector.purl;
  return (
    <>
      <div className="subject">
        <TypeChip type={type} />
        <h3>
          <Foreign text={name} />
        </h3>
        {version === null ? null : (
          <span className="figures text-2">
            <Foreign text={version} />
          </span>
        )}
      </div>
      <div className="subject-key">
        <Foreign text={key} mono />
        <CopyButton value={key} what={what} />
      </div>
      <LayerClaims imageId={imageId} component={component} />
      {component.layers.removed === null ? <UsageFacts imageId={imageId} subject={{ key }} /> : null}
      <Button
        className="wide"
        icon={FingerprintPattern}
        onClick={() => {
          togglePanel('dock', true);
          setTimeout(() => document.querySelector<HTMLElement>('[data-proofs]')?.focus());
        }}
      >
        {text.inspector.showEvidence} <span className="text-3 figures">{count(evidence.length)}</span>
      </Button>
      <dl className="facts">
        <dt>{text.inspector.origin}</dt>
        <dd>{text.origins[origin]}</dd>
        {arch === null ? null : (
          <>
            <dt>{text.inspector.arch}</dt>
            <dd>
              <Foreign text={arch} />
            </dd>
          </>
        )}
        {source === null ? null : (
          <>
            <dt>{text.inspector.source}</dt>
            <dd>
              <Foreign text={`${source.name} ${source.version}`} />
            </dd>
          </>
        )}
        <dt>{text.inspector.state}</dt>
        <dd>
          <Foreign text={state} />
        </dd>
        <dt>{text.inspector.licences}</dt>
        <dd>
          {licences.length === 0 ? <span className="text-2">{text.inspector.licencesNone}</span> : null}
          {licences.map((licence) => (
            <div key={licence.text}>
              <Foreign text={licence.spdx ?? licence.text} />
              {licence.spdx !== null && licence.spdx !== licence.text ? (
                <span className="text-3">
                  {' '}
                  <Foreign text={licence.text} />
                </span>
              ) : null}
            </div>
          ))}
        </dd>
        {Object.entries(other).map(([label, value]) => (
          <Detail key={label} label={sentence(label.replace(/^stellaops:/, ''))} value={value} />
        ))}
      </dl>
      <NativeFacts native={native} />
      <section>
        <h4 className="section-title">{text.inspector.occurrences(occurrences.length)}</h4>
        <ul className="path-list">
          {occurrences.map(({ path, layer }) => (
            <li key={`${layer} ${path}`}>
              <button type="button" className="path-row" onClick={() => showFile(path)}>
                <Path text={`/${path}`} />
                <LayerTag index={layer} />
              </button>
            </li>
          ))}
        </ul>
      </section>
      <ComponentEdges key={`out ${key}`} imageId={imageId} componentKey={key} direction="out" />
      <ComponentEdges key={`in ${key}`} imageId={imageId} componentKey={key} direction="in" />
      <OwnedFiles imageId={imageId} component={component} />
    </>
  );
}

function Detail({ label, value }: Readonly<{ label: string; value: string }>): ReactNode {
  return (
    <>
      <dt>
        <Foreign text={label} />
      </dt>
      <dd>
        <Foreign text={value} />
      </dd>
    </>
  );
}

/** Four claims, never merged: each answers another question. */
function LayerClaims({ imageId, component }: Readonly<{ imageId: ImageId; component: ComponentDetail }>): ReactNode {
  const { layers, origin } = component;
  const { introduced, recordWritten, lastModified, removed } = layers;
  return (
    <section className="claims" aria-label={text.inspector.layers}>
      <Claim
        imageId={imageId}
        label={text.inspector.introduced}
        tip={text.inspector.introducedTip}
        layer={introduced}
      />
      <Claim
        imageId={imageId}
        label={text.inspector.recordWritten}
        tip={text.inspector.recordWrittenTip}
        layer={recordWritten}
        none={origin === 'file' ? text.inspector.noRecord : text.layers.unknown}
      />
      <Claim
        imageId={imageId}
        label={text.inspector.lastModified}
        tip={text.inspector.lastModifiedTip}
        layer={lastModified}
      />
      <Claim imageId={imageId} label={text.inspector.removed} tip="" layer={removed} none={text.inspector.notRemoved} />
    </section>
  );
}

type ClaimProps = Readonly<{ imageId: ImageId; label: string; tip: string; layer: LayerIndex | null; none?: string }>;

function Claim({ imageId, label, tip, layer, none }: ClaimProps): ReactNode {
  const { overview } = useOverview(imageId);
  const command = layer === null ? null : overview?.layers[layer]?.createdBy;
  return (
    <div className="claim">
      <span className="claim-label" title={tip === '' ? undefined : tip}>
        {label}
      </span>
      {layer === null ? (
        <span className="text-2">{none}</span>
      ) : (
        <button
          type="button"
          className="claim-layer"
          onClick={() => adjust({ selection: { kind: 'layer', index: layer } })}
        >
          <LayerTag index={layer} />
          <span className="ellipsis text-2 mono">
            {command == null ? text.layers.noCommand : <Foreign text={shortCommand(command).slice(0, 200)} />}
          </span>
        </button>
      )}
    </div>
  );
}
