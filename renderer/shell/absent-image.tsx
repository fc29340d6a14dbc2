import { FileQuestionMark } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import { text } from '../text/en.ts';
import { Button } from '../ui/kit/button.tsx';
import { CopyButton } from '../ui/kit/copy.tsx';
import { Empty } from '../ui/kit/states.tsx';

type AbsentProps = Readonly<{ imageId: ImageId; chooseFiles: () => void }>;

/** Where a link leads whose image was not scanned here. Once it is, the place that the link names is shown instead. */
export function AbsentImage({ imageId, chooseFiles }: AbsentProps): ReactNode {
  return (
    <div className="workspace">
      <main className="main absent" data-region="main">
        <Empty icon={FileQuestionMark} title={text.window.absentTitle} first>
          <p className="absent-digest mono">
            {imageId}
            <CopyButton value={imageId} what={text.window.digest} />
          </p>
          <p>{text.window.absentText}</p>
          <Button kind="primary" onClick={chooseFiles}>
            {text.library.choose}
          </Button>
        </Empty>
      </main>
    </div>
  );
}
