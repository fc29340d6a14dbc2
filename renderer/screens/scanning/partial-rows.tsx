import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ImageOverview, ScanningNow } from '#shared/model/library.ts';
import { useTRPCClient } from '../../data/api.ts';
import { failureWords } from '../../data/failure-words.ts';
import { saveText } from '../../data/save-text.ts';
import { imageTitle } from '../../data/use-library.ts';
import { announce } from '../../state/announcer.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Banner } from '../../ui/kit/states.tsx';
import { partialFileName } from '../components/rows-file-name.ts';

type Props = Readonly<{ overview: ImageOverview; scanning: ScanningNow }>;

/** What can be taken along before a scan has ended: its rows, which say themselves that they are partial. */
export function PartialRows({ overview: { image }, scanning }: Props): ReactNode {
  const api = useTRPCClient();
  const words = text.scanning.partial;
  const save = useMutation({
    mutationFn: async () => {
      const pieces: string[] = [];
      for (let offset: number | null = 0; offset !== null;) {
        const piece = await api.image.partialRows.query({ imageId: image.imageId, offset });
        pieces.push(piece.text);
        offset = piece.next;
      }
      const name = partialFileName(imageTitle(image));
      saveText(name, pieces.join(''));
      return name;
    },
    onSuccess: (name) => announce(words.saved(name)),
  });
  return (
    <section className="scanning-partial" aria-label={words.title}>
      <Button icon={Download} disabled={!scanning.counted || save.isPending} onClick={() => save.mutate()}>
        {words.save}
      </Button>
      <p className="text-2">{scanning.counted ? words.what : words.later}</p>
      {save.error ? <Banner kind="error">{words.failed(failureWords(save.error))}</Banner> : null}
    </section>
  );
}
