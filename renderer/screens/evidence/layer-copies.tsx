import type { ImageId } from '#shared/model/digest.ts';
import type { PathCopy } from '#shared/model/evidence-bytes.ts';
import type { Locator } from '#shared/model/evidence.ts';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, GitCompareArrows } from 'lucide-react';
import type { ReactNode } from 'react';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPC } from '../../data/api.ts';
import { text } from '../../text/en.ts';
import { size as sizeText } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { MenuButton } from '../../ui/kit/menu.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import { TextDiffView } from '../diff/text-changes.tsx';

type PickerProps = Readonly<{
  imageId: ImageId;
  locator: Locator;
  onCopy: (copy: PathCopy) => void;
  onCompare: (old: PathCopy) => void;
}>;

/** Which layer's copy of the path is shown. Where several layers have one: a menu to choose another, or to compare with it. */
export function LayerPicker({ imageId, locator, onCopy, onCompare }: PickerProps): ReactNode {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.files.lookup.queryOptions({ imageId, path: locator.path }));
  const copies = (data?.history ?? []).filter(({ sha256 }) => sha256 !== null);
  const shown = locator.layerIndex;
  const others = copies.filter(({ layer }) => layer !== shown);
  if (others.length === 0) return <LayerTag index={shown} />;
  const label = text.viewer.shownLayer(text.layers.short(shown));
  return (
    <MenuButton
      label={label}
      groups={[
        {
          title: text.viewer.layers,
          entries: copies.map((copy) => ({
            id: `show ${copy.layer}`,
            label: text.viewer.copyOf(
              text.layers.short(copy.layer),
              copy.size === null ? text.viewer.noContent : sizeText(copy.size),
            ),
            checked: copy.layer === shown,
            run: () => onCopy(copy),
          })),
        },
        {
          title: text.viewer.compareTitle,
          entries: others.map((copy) => ({
            id: `compare ${copy.layer}`,
            label: text.viewer.compareWith(text.layers.short(copy.layer)),
            icon: GitCompareArrows,
            run: () => onCompare(copy),
          })),
        },
      ]}
    >
      <button type="button" className="layer-pick" aria-label={label} title={text.viewer.layers}>
        <LayerTag index={shown} />
        <Icon of={ChevronDown} size={12} />
      </button>
    </MenuButton>
  );
}

type CompareProps = Readonly<{ imageId: ImageId; locator: Locator; old: PathCopy; onClose: () => void }>;

/** The text of two copies of one path; the older layer is the old side. */
export function Compare({ imageId, locator, old, onClose }: CompareProps): ReactNode {
  const trpc = useTRPC();
  const [from, to] = [Math.min(old.layer, locator.layerIndex), Math.max(old.layer, locator.layerIndex)];
  const { data, error } = useQuery(
    trpc.evidence.compare.queryOptions({ imageId, path: locator.path, old: from, new: to }),
  );
  return (
    <div className="compare-copies">
      <p className="used-line">
        <span>{text.viewer.comparing(text.layers.short(from), text.layers.short(to))}</span>
        <Button kind="link" onClick={onClose}>
          {text.viewer.back}
        </Button>
      </p>
      {error ? <p role="alert">{failureWords(error)}</p> : null}
      {data ? <TextDiffView diff={data} /> : error ? null : <p className="text-2">{text.diff.textLoading}</p>}
    </div>
  );
}
