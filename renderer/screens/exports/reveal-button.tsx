import { FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Digest, ImageId } from '#shared/model/digest.ts';
import { useTRPCClient } from '../../data/api.ts';
import { failureWords } from '../../data/failure-words.ts';
import { canReveal, prepareHandOut, reveal, useHandOut } from '../../data/hand-out.ts';
import { announce } from '../../state/announcer.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';

/** Shows the document's file where the engine has written it. A browser cannot. */
export function RevealButton({ imageId, id }: Readonly<{ imageId: ImageId; id: Digest }>): ReactNode {
  const api = useTRPCClient();
  const state = useHandOut(imageId, id);
  if (!canReveal()) return null;
  const words = text.exports;
  const show = async (): Promise<void> => {
    if (state.at !== 'ready' || (await reveal(state.file))) return;
    announce(words.dragGone, true);
    prepareHandOut(api, imageId, id, true);
  };
  return (
    <Button
      icon={FolderOpen}
      disabled={state.at !== 'ready'}
      title={state.at === 'writing' ? words.dragWriting : undefined}
      onClick={() => {
        show().catch((error: unknown) => announce(failureWords(error), true));
      }}
    >
      {words.reveal}
    </Button>
  );
}
