import type { ImageId } from '#shared/model/digest.ts';
import type { ScanningNow } from '#shared/model/library.ts';
import type { LayerKinds } from '#shared/model/so-far.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { useTRPC } from '../../data/api.ts';
import { text } from '../../text/en.ts';
import { TypeChip } from '../../ui/kit/tags.tsx';
import { useScanStep } from './use-scan-step.ts';

/** Badges in a row, so that it stays one line. */
const FEW = 4;

/** What finished layers hold, by layer. */
export function useLayerKinds(imageId: ImageId, scanning: ScanningNow): ReadonlyMap<number, LayerKinds> {
  const trpc = useTRPC();
  const step = useScanStep(scanning);
  const { data, refetch } = useQuery(
    trpc.image.kindsSoFar.queryOptions({ imageId }, { placeholderData: keepPreviousData, staleTime: 0, gcTime: 0 }),
  );
  useEffect(() => void refetch(), [step, refetch]);
  return new Map(data?.map((one) => [one.layer, one]));
}

/** Kinds of packages and executables that a layer holds, as badges. */
export function KindBadges({ kinds }: Readonly<{ kinds: LayerKinds | undefined }>): ReactNode {
  const badges = kinds
    ? [
        ...kinds.packages.map(({ type, count, atLeast }) => ({
          name: text.scanning.kindCount(text.types[type], count, atLeast),
          chip: <TypeChip type={type} />,
        })),
        ...kinds.programs.map(({ kind, count }) => ({
          name: text.scanning.programCount(text.scanning.formats[kind], count),
          chip: (
            <span className="chip" data-family="bin">
              {text.scanning.formats[kind]}
            </span>
          ),
        })),
      ]
    : [];
  if (badges.length === 0) return <span />;
  return (
    <span className="scanning-kinds">
      <span className="sr-only">
        {text.scanning.kinds} {badges.map(({ name }) => name).join(', ')}
      </span>
      <span className="scanning-kinds" aria-hidden title={badges.map(({ name }) => name).join('\n')}>
        {badges.slice(0, FEW).map(({ name, chip }) => (
          <span key={name}>{chip}</span>
        ))}
        {badges.length > FEW ? <span className="text-2">{text.scanning.moreKinds(badges.length - FEW)}</span> : null}
      </span>
    </span>
  );
}
