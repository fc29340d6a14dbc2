import { FileArchive, FolderOpen, GitCompare, LibraryBig, PackageOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { intakeStore } from '../../data/intake-state.ts';
import { imageMatches, imageTitle, useLibrary } from '../../data/use-library.ts';
import { isOpen, useLive } from '../../data/use-live.ts';
import { activeTab, adjust, openImage, openLibrary, useConsole } from '../../state/console.ts';
import { useStore } from '../../state/store.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { Banner, Empty, Skeleton } from '../../ui/kit/states.tsx';
import { JobCard } from '../jobs/job-card.tsx';
import { ImageTable } from './image-table.tsx';
import { IncomingRow } from './incoming-row.tsx';
import { LeavingImages } from './leaving-images.tsx';
import './library.css';

/** How long a failed job stays beside the images before it is found under Jobs alone. */
const FAILED_FOR_MS = 3_600_000;

type LibraryProps = Readonly<{ chooseFiles: () => void; chooseFolder: () => void }>;

/** Home: get things in, see what runs, find things again. */
export function LibraryScreen({ chooseFiles, chooseFolder }: LibraryProps): ReactNode {
  const { images, leaving, error, retry } = useLibrary();
  const query = useConsole((state) => activeTab(state).view.query);
  const items = useStore(intakeStore, (intake) => intake.items);
  const batch = useStore(intakeStore, (intake) => intake.batch);
  // What is asked about together is in its sheet.
  const incoming = items.filter(({ id }) => batch?.ids.includes(id) !== true);
  const jobs = useLive((live) => live.jobs);
  const current =
    jobs?.filter((job) => isOpen(job) || (job.status === 'failed' && Date.now() - job.updatedAtMs < FAILED_FOR_MS)) ??
    [];
  const shown = images?.filter((image) => query === '' || imageMatches(image, query));
  const empty = images?.length === 0;
  // Two archives that were dropped together are the newest two: one click compares them.
  const [newest, before] = images ?? [];
  return (
    <div className="screen library">
      <div className="screen-head">
        <h1>{text.library.title}</h1>
        {images && !empty ? <span className="text-2 figures">{text.library.summary(images.length)}</span> : null}
      </div>
      <div className="dropzone" data-large={empty || undefined}>
        <Icon of={empty ? PackageOpen : FileArchive} size={empty ? 40 : 20} />
        <div className="dropzone-words">
          <p className="dropzone-title">{text.library.dropTitle}</p>
          <p className="text-2">{text.library.dropKinds}</p>
          {empty ? <p className="text-2">{text.library.stays}</p> : null}
        </div>
        <div className="dropzone-buttons">
          <Button kind="primary" onClick={chooseFiles}>
            {text.library.choose}
          </Button>
          <Button icon={FolderOpen} onClick={chooseFolder}>
            {text.library.chooseFolder}
          </Button>
        </div>
      </div>
      {incoming.length + current.length > 0 ? (
        <section aria-labelledby="running-title" className="library-section">
          <div className="section-head">
            <h2 id="running-title">{text.library.running}</h2>
            <Button kind="link" onClick={() => openLibrary('jobs')}>
              {text.commands.jobs}
            </Button>
          </div>
          <div className="job-list">
            {current.map((job) => (
              <JobCard key={job.id} job={job} full={false} />
            ))}
            {incoming.map((item) => (
              <IncomingRow key={item.id} item={item} />
            ))}
          </div>
        </section>
      ) : null}
      <LeavingImages images={leaving} />
      {error === null ? null : (
        <Banner kind="error">
          {text.library.loadFailed} {error}
          <Button onClick={retry}>{text.actions.retry}</Button>
        </Banner>
      )}
      {empty ? null : (
        <section aria-labelledby="images-title" className="library-section library-images">
          <div className="section-head">
            <h2 id="images-title">{text.library.images}</h2>
            {newest && before ? (
              <Button
                icon={GitCompare}
                onClick={() =>
                  openImage(newest.imageId, imageTitle(newest), { section: 'diff', other: before.imageId })
                }
              >
                {text.diff.compareNewest}
              </Button>
            ) : null}
            <input
              className="text-input"
              type="search"
              data-filter
              aria-label={text.library.filter}
              placeholder={text.library.filter}
              value={query}
              onChange={(event) => adjust({ query: event.target.value })}
            />
          </div>
          {shown === undefined ? (
            error === null ? (
              <Waiting />
            ) : null
          ) : shown.length === 0 ? (
            <Empty icon={LibraryBig} title={text.library.noneFiltered(query)}>
              <Button onClick={() => adjust({ query: '' })}>{text.actions.clear}</Button>
            </Empty>
          ) : (
            <ImageTable images={shown} />
          )}
        </section>
      )}
    </div>
  );
}

function Waiting(): ReactNode {
  return (
    <div className="library-waiting" aria-hidden>
      {[280, 220, 250].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  );
}
