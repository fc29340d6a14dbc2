import { FileWarning, GripVertical } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Digest, ImageId } from '#shared/model/digest.ts';
import { useTRPCClient } from '../../data/api.ts';
import { canDragOut, dragOut, prepareHandOut, useHandOut } from '../../data/hand-out.ts';
import { announce } from '../../state/announcer.ts';
import { text } from '../../text/en.ts';
import { Icon } from '../../ui/kit/icon.tsx';

type ChipProps = Readonly<{ imageId: ImageId; id: Digest; fileName: string; small?: boolean }>;

/**
 * What a document is dragged out of the window by. The system drags a real file, so that there is nothing to drag until the engine
 * has written it, and the chip says so. Keys do not drag: "Save as…" is the same bytes. In a browser there is none.
 */
export function DragChip({ imageId, id, fileName, small = false }: ChipProps): ReactNode {
  const api = useTRPCClient();
  const state = useHandOut(imageId, id);
  if (!canDragOut()) return null;
  const words = text.exports;
  const reason =
    state.at === 'failed' ? words.dragFailed(state.reason) : state.at === 'ready' ? words.drag : words.dragWriting;
  const prepare = (): void => prepareHandOut(api, imageId, id);
  return (
    <span
      className="drag-chip"
      data-small={small || undefined}
      data-state={state.at}
      draggable={state.at === 'ready'}
      aria-disabled={state.at !== 'ready'}
      role="img"
      aria-label={state.at === 'ready' ? words.dragOf(fileName) : reason}
      title={reason}
      onPointerEnter={prepare}
      onDragStart={(event) => {
        // The page's own drag would carry its words; the system's carries the file.
        event.preventDefault();
        if (state.at !== 'ready') return;
        dragOut(state.file).then(
          (begun) => {
            if (begun) return;
            announce(words.dragGone, true);
            prepareHandOut(api, imageId, id, true);
          },
          (error: unknown) => announce(words.dragFailed(String(error)), true),
        );
      }}
    >
      <Icon of={state.at === 'failed' ? FileWarning : GripVertical} size={small ? 14 : 15} />
      {small ? null : <span>{reason}</span>}
    </span>
  );
}
