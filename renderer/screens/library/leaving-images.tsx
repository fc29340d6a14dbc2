import type { LeavingImage } from '#shared/model/library.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTRPC } from '../../data/api.ts';
import { imageTitle } from '../../data/use-library.ts';
import { useNow } from '../../data/use-live.ts';
import { announce } from '../../state/announcer.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import './leaving-images.css';

const words = text.library.leaving;

/** Images that were removed, as long as they can be had back. */
export function LeavingImages({ images }: Readonly<{ images: readonly LeavingImage[] }>): ReactNode {
  return images.length === 0 ? null : (
    <section aria-label={words.title} className="leaving-images">
      {images.map((one) => (
        <LeavingLine key={one.image.imageId} leaving={one} />
      ))}
    </section>
  );
}

function LeavingLine({ leaving: { image, leftMs } }: Readonly<{ leaving: LeavingImage }>): ReactNode {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const title = imageTitle(image);
  const button = useRef<HTMLButtonElement>(null);
  const now = useNow();
  // The engine's clock decides; this one only counts down.
  const [endsAtMs] = useState(() => Date.now() + leftMs);
  const seconds = Math.max(0, Math.ceil((endsAtMs - now) / 1000));
  // The row that had the keyboard is gone.
  useEffect(() => {
    if (document.activeElement === document.body) button.current?.focus();
  }, []);
  const restore = useMutation(
    trpc.library.restore.mutationOptions({
      onSuccess: ({ restored }) => announce(restored ? words.restored(title) : words.tooLate(title), !restored),
      onSettled: () => cache.invalidateQueries({ queryKey: trpc.library.list.queryKey() }),
    }),
  );
  return (
    <div className="leaving-image">
      <Icon of={Trash2} size={15} />
      <span className="leaving-words">
        <Foreign text={words.line(title)} /> <span className="text-2 figures">{words.left(seconds)}</span>
      </span>
      <Button
        ref={button}
        icon={Undo2}
        aria-label={words.undoOf(title)}
        disabled={restore.isPending}
        onClick={() => restore.mutate({ imageId: image.imageId })}
      >
        {words.undo}
      </Button>
    </div>
  );
}
