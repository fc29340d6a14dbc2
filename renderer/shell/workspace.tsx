import { useMediaQuery } from '@mantine/hooks';
import { useEffect, type ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { ImageId } from '#shared/model/digest.ts';
import { parseQuery } from '#shared/text/query.ts';
import { listOf, useRowsAhead } from '../data/use-component-rows.ts';
import { isOpen, useLive } from '../data/use-live.ts';
import { useOverview } from '../data/use-image.ts';
import { useLibrary } from '../data/use-library.ts';
import { ComponentsScreen } from '../screens/components/components-screen.tsx';
import { DiffScreen } from '../screens/diff/diff-screen.tsx';
import { EvidenceDock } from '../screens/evidence/evidence-dock.tsx';
import { Inspector, inspectorAhead } from '../screens/inspector/inspector.tsx';
import { JobsScreen } from '../screens/jobs/jobs-screen.tsx';
import { LibraryScreen } from '../screens/library/library-screen.tsx';
import { OverviewScreen } from '../screens/overview/overview-screen.tsx';
import { ScanningSection } from '../screens/scanning/scanning-section.tsx';
import { activeTab, consoleStore, resizePanel, useConsole } from '../state/console.ts';
import { shownSelection, type Section } from '../state/view.ts';
import { text } from '../text/en.ts';
import { count } from '../text/formats.ts';
import { apart } from '../ui/kit/apart.tsx';
import { AbsentImage } from './absent-image.tsx';
import { Nav } from './nav.tsx';

// Apart from the first page, so that it stays as small as it is.
const screens = {
  start: apart(async () => (await import('../screens/start/start-screen.tsx')).StartScreen),
  settings: apart(async () => (await import('../screens/settings/settings-screen.tsx')).SettingsScreen),
  layers: apart(async () => (await import('../screens/layers/layers-screen.tsx')).LayersScreen),
  attestations: apart(async () => (await import('../screens/attestations/attestations-screen.tsx')).AttestationsScreen),
  exports: apart(async () => (await import('../screens/exports/exports-screen.tsx')).ExportsScreen),
  links: apart(async () => (await import('../screens/links/links-screen.tsx')).LinksScreen),
};
const StartScreen = screens.start.Part;
const SettingsScreen = screens.settings.Part;
const LayersScreen = screens.layers.Part;
const AttestationsScreen = screens.attestations.Part;
const ExportsScreen = screens.exports.Part;
const LinksScreen = screens.links.Part;

/** When an image most likely stands on the page. */
const AHEAD_MS = 500;

/** Who looks at an image goes to its sections next: their code and the first components are fetched before, so that none waits for it. */
function useSectionsAhead(imageId: ImageId, settled: boolean): void {
  const rowsAhead = useRowsAhead();
  useEffect(() => {
    const { view } = activeTab(consoleStore.get());
    if (settled) rowsAhead(listOf(imageId, parseQuery(view.query).filter, view));
  }, [imageId, settled, rowsAhead]);
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const { ahead } of Object.values(screens)) ahead();
      inspectorAhead();
    }, AHEAD_MS);
    return () => clearTimeout(timer);
  }, []);
}

/** Below this width the inspector lies over the main view. */
const NARROW = '(max-width: 1180px)';

type WorkspaceProps = Readonly<{ chooseFiles: () => void; chooseFolder: () => void }>;

/** Everything between the tabs and the status bar. */
export function Workspace({ chooseFiles, chooseFolder }: WorkspaceProps): ReactNode {
  const id = useConsole((state) => activeTab(state).id);
  const section = useConsole((state) => activeTab(state).view.section);
  if (id !== 'library') return <ImageWorkspace key={id} imageId={id} section={section} chooseFiles={chooseFiles} />;
  return (
    <div className="workspace">
      <LibraryNav />
      <main className="main" data-region="main">
        {section === 'jobs' ? (
          <JobsScreen />
        ) : section === 'settings' ? (
          <SettingsScreen />
        ) : (
          <LibraryScreen chooseFiles={chooseFiles} chooseFolder={chooseFolder} />
        )}
      </main>
    </div>
  );
}

function LibraryNav(): ReactNode {
  const { images } = useLibrary();
  const open = useLive((live) => live.jobs?.filter(isOpen).length ?? 0);
  return (
    <Nav
      counts={{ ...(images ? { library: count(images.length) } : {}), ...(open > 0 ? { jobs: count(open) } : {}) }}
    />
  );
}

type ImageProps = Readonly<{ imageId: ImageId; section: Section; chooseFiles: () => void }>;

function ImageWorkspace({ imageId, section, chooseFiles }: ImageProps): ReactNode {
  const inspector = useConsole((state) => state.inspector);
  const selected = useConsole((state) => {
    const kind = shownSelection(activeTab(state).view)?.kind ?? null;
    // The list of documents tells all about them itself.
    return kind === 'artifact' ? null : kind;
  });
  const other = useConsole((state) => activeTab(state).view.other);
  const dock = useConsole((state) => state.dock);
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const { overview, absent, job, cleared } = useOverview(imageId);
  // Facts and proofs of single things are there when the scan has ended.
  const settled = overview?.scanning == null;
  useSectionsAhead(imageId, settled && overview !== undefined);
  // A comparison is about two images and shows the proofs of both itself.
  const alone = section === 'diff' || section === 'attestations' || section === 'exports';
  const inspectable = !alone && (section === 'components' || selected !== null);
  // A layer's facts are its own proof: they are in the image's configuration and its digest.
  const dockable = !alone && (selected === null ? section === 'components' : selected !== 'layer');
  // Where splitters were left, also in another section or tab: a panel that is shown again begins there.
  const { sizes } = consoleStore.get();
  if (absent) return <AbsentImage imageId={imageId} job={job} cleared={cleared} chooseFiles={chooseFiles} />;
  return (
    <div className="workspace">
      <Nav counts={overview && settled ? { components: count(overview.image.components) } : {}} />
      <main className="panels">
        <Group orientation="vertical">
          <Panel id="upper" className="upper" minSize={160}>
            <Group orientation="horizontal">
              <Panel id="main" minSize={320}>
                <div className="main" data-region="main">
                  {section === 'attestations' ? (
                    <AttestationsScreen imageId={imageId} scanning={overview?.scanning ?? null} />
                  ) : overview?.scanning && section !== 'overview' && section !== 'diff' ? (
                    <ScanningSection section={section} overview={overview} scanning={overview.scanning} />
                  ) : section === 'components' ? (
                    <ComponentsScreen imageId={imageId} />
                  ) : section === 'start' ? (
                    <StartScreen imageId={imageId} />
                  ) : section === 'layers' ? (
                    <LayersScreen imageId={imageId} />
                  ) : section === 'links' ? (
                    <LinksScreen imageId={imageId} />
                  ) : section === 'exports' ? (
                    <ExportsScreen imageId={imageId} />
                  ) : section === 'diff' ? (
                    <DiffScreen imageId={imageId} other={other} />
                  ) : (
                    <OverviewScreen imageId={imageId} />
                  )}
                </div>
              </Panel>
              {inspector && inspectable && settled && !narrow ? (
                <>
                  <Separator className="splitter splitter-vertical" aria-label={text.shell.resizeInspector} />
                  <Panel
                    id="inspector"
                    defaultSize={sizes.inspector}
                    onResize={({ inPixels }) => resizePanel('inspector', inPixels)}
                    minSize={260}
                    maxSize={640}
                    groupResizeBehavior="preserve-pixel-size"
                  >
                    <Inspector imageId={imageId} />
                  </Panel>
                </>
              ) : null}
            </Group>
            {inspector && inspectable && narrow && settled && selected !== null ? (
              <div className="inspector-over">
                <Inspector imageId={imageId} />
              </div>
            ) : null}
          </Panel>
          {dock && dockable && settled ? (
            <>
              <Separator className="splitter splitter-horizontal" aria-label={text.shell.resizeDock} />
              <Panel
                id="dock"
                defaultSize={sizes.dock}
                onResize={({ inPixels }) => resizePanel('dock', inPixels)}
                minSize={140}
                maxSize="70%"
                groupResizeBehavior="preserve-pixel-size"
              >
                <EvidenceDock imageId={imageId} />
              </Panel>
            </>
          ) : null}
        </Group>
      </main>
    </div>
  );
}
