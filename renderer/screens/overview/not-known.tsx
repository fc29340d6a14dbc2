import type { OverviewLayer } from '#shared/model/library.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { NoteLine } from '../../ui/kit/states.tsx';

/** Layers that were not read to their end, from the base on. */
export function failedLayers(layers: readonly OverviewLayer[]): readonly LayerIndex[] {
  return layers.filter(({ complete }) => !complete).map(({ index }) => index);
}

type NotKnownProps = Readonly<{ layers: readonly OverviewLayer[]; children: string }>;

/** Foot of a card: which of its facts depend on a layer that could not be read. Nothing where every layer was. */
export function NotKnown({ layers, children }: NotKnownProps): ReactNode {
  const failed = failedLayers(layers);
  if (failed.length === 0) return null;
  return (
    <div className="card-foot">
      <NoteLine kind="caution">
        {text.broken.foot(failed)} {children}
      </NoteLine>
    </div>
  );
}
