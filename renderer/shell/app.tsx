import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { failureWords } from '../data/failure-words.ts';
import { menuLines } from '../commands/command.ts';
import { commandList } from '../commands/command-list.ts';
import { focusNextChange, focusNextRegion, rememberFocus } from '../commands/regions.ts';
import { useShortcuts } from '../commands/use-shortcuts.ts';
import { linkStore, useTRPC, useTRPCClient } from '../data/api.ts';
import { appearanceStore } from '../data/appearance.ts';
import { chosenFolder } from '../data/browser-folders.ts';
import { compareImages } from '../data/compare.ts';
import { takeIn, useDesk } from '../data/desk.ts';
import { givenFile } from '../data/dropped-files.ts';
import { host } from '../data/host.ts';
import { intakeStore } from '../data/intake-state.ts';
import { liveStore } from '../data/live.ts';
import { useLibrary } from '../data/use-library.ts';
import { announce, announcements } from '../state/announcer.ts';
import { citationStore } from '../state/citation-store.ts';
import { activeTab, consoleStore, openImage, useConsole } from '../state/console.ts';
import { imageLink } from '../state/image-link.ts';
import { useStore } from '../state/store.ts';
import { text } from '../text/en.ts';
import { copyText } from '../ui/kit/copy.tsx';
import { Banner, Empty } from '../ui/kit/states.tsx';
import { ExportSheet } from '../screens/export/export-sheet.tsx';
import { IntakeSheets } from '../screens/library/intake-sheets.tsx';
import { DropTarget } from './drop-target.tsx';
import { FindSheet } from '../screens/find/find-sheet.tsx';
import { HelpSheet } from './help-sheet.tsx';
import { NoteStrip } from './note-strip.tsx';
import { Palette } from './palette.tsx';
import { StatusBar } from './status-bar.tsx';
import { TabBar } from './tab-bar.tsx';
import { useHostNotes } from './use-host-notes.ts';
import { useHostProgress } from './use-host-progress.ts';
import { Workspace } from './workspace.tsx';
import './app.css';
import { visibleLine } from '../text/visible-text.ts';

/** The window. */
export function App(): ReactNode {
  const state = useConsole((value) => value);
  const link = useStore(linkStore, (value) => value);
  const input = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const desk = useDesk();
  const trpc = useTRPC();
  const about = useQuery(trpc.about.queryOptions());
  if (about.data) desk.uploadLimit = about.data.uploadLimit;

  const choose = useMemo(
    () => (what: 'files' | 'folder') => {
      const bridge = host();
      if (bridge) void bridge.choosePaths(what).then((paths) => desk.addPaths(paths));
      else (what === 'files' ? input : folderInput).current?.click();
    },
    [desk],
  );
  const appearance = useStore(appearanceStore, (value) => value);
  const commands = useMemo(
    () =>
      commandList(state, {
        chooseFiles: () => choose('files'),
        chooseFolder: () => choose('folder'),
        copySelection: (as) => {
          if (as === 'link') void copyText(imageLink(activeTab(consoleStore.get())), text.copy.link);
          else citationStore.get()?.();
        },
        focusFilter: () => {
          const filter = document.querySelector<HTMLInputElement>('[data-filter]');
          filter?.focus();
          filter?.select();
        },
        nextRegion: focusNextRegion,
        nextChange: focusNextChange,
      }),
    // The sizes that can be had next are a part of the list.
    [state, choose, appearance],
  );
  useShortcuts(commands, state.sheet !== null);
  useHostMenu(commands);
  useFollowedJob();
  useHostNotes();
  useHostProgress();
  useEffect(() => {
    const { title } = activeTab(state);
    document.title = title === '' ? text.product : `${visibleLine(title)} – ${text.product}`;
  }, [state]);

  if (link === 'refused')
    return (
      <main className="refused">
        <Empty icon={KeyRound} title={text.link.refusedTitle}>
          <p>{text.link.refused}</p>
        </Empty>
      </main>
    );
  return (
    <DropTarget>
      <div className="window" onFocus={(event) => rememberFocus(event.target)}>
        <TabBar commands={commands} />
        {link === 'lost' ? <Banner kind="error">{text.link.lost}</Banner> : null}
        <NoteStrip />
        <Workspace chooseFiles={() => choose('files')} chooseFolder={() => choose('folder')} />
        <StatusBar />
      </div>
      {state.sheet === 'palette' ? <Palette commands={commands} /> : null}
      {state.sheet === 'find' ? <FindSheet /> : null}
      {state.sheet === 'help' ? <HelpSheet commands={commands} /> : null}
      {state.sheet === 'export' ? <ExportSheet /> : null}
      <IntakeSheets />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-hidden
        tabIndex={-1}
        data-testid="file-input"
        onChange={(event) => {
          desk.add([...(event.target.files ?? [])].map(givenFile));
          event.target.value = '';
        }}
      />
      <input
        ref={(node) => {
          folderInput.current = node;
          if (node) node.webkitdirectory = true;
        }}
        type="file"
        hidden
        aria-hidden
        tabIndex={-1}
        data-testid="folder-input"
        onChange={(event) => {
          void chosenFolder([...(event.target.files ?? [])]).then((found) => takeIn(desk, found));
          event.target.value = '';
        }}
      />
      <Announcer />
    </DropTarget>
  );
}

/** Words for screen readers that are also on screen somewhere. */
function Announcer(): ReactNode {
  const { text: words, urgent, turn } = useStore(announcements, (value) => value);
  // A space that comes and goes makes the same words a change.
  const spoken = words === '' ? '' : visibleLine(words) + (turn % 2 === 0 ? '' : '\u00a0');
  return (
    <>
      <p className="sr-only" role="status">
        {urgent ? '' : spoken}
      </p>
      <p className="sr-only" role="alert">
        {urgent ? spoken : ''}
      </p>
    </>
  );
}

/** Keeps the host's native menu as the list of commands is, and runs what is chosen there. */
function useHostMenu(commands: ReturnType<typeof commandList>): void {
  const latest = useRef(commands);
  latest.current = commands;
  const lines = JSON.stringify(menuLines(commands));
  useEffect(() => {
    host()?.setMenu(JSON.parse(lines) as ReturnType<typeof menuLines>);
  }, [lines]);
  const desk = useDesk();
  useEffect(() => {
    const bridge = host();
    const stops = [
      bridge?.onCommand((id) => latest.current.find((command) => command.id === id && command.enabled)?.run()),
      bridge?.onOpenPaths((paths) => desk.addPaths(paths)),
    ];
    return () => {
      for (const stop of stops) stop?.();
    };
  }, [desk]);
}

/**
 * Shows the image of a file that was dropped alone as soon as it is known which it is, or compares it once it is scanned, unless
 * somebody went elsewhere meanwhile. One that was scanned before is shown as it was until the scan has ended, so it waits.
 */
function useFollowedJob(): void {
  const follow = useStore(intakeStore, (intake) => intake.follow);
  const job = useStore(liveStore, (live) => live.jobs?.find(({ id }) => id === follow?.jobId));
  const api = useTRPCClient();
  const status = job?.status;
  const { images } = useLibrary();
  const known = status === 'running' ? (job?.progress?.imageId ?? null) : null;
  const first = known !== null && images !== undefined && !images.some(({ imageId }) => imageId === known);
  useEffect(() => {
    if (!job || !follow || follow.early !== null || !first || follow.compareWith !== null) return;
    const { active, tabs, sheet } = consoleStore.get();
    const early = active === 'library' && tabs[0].view.section === 'library' && sheet === null;
    intakeStore.set((intake) => ({ ...intake, follow: { ...follow, early } }));
    if (early) openImage(known, job.title);
  }, [job, follow, first, known]);
  useEffect(() => {
    if (!job || !follow || (status !== 'done' && status !== 'failed' && status !== 'cancelled')) return;
    intakeStore.set((intake) => ({ ...intake, follow: null }));
    announce(text.jobs.announce(job.title, job.status), status === 'failed');
    // Who saw it begin and went back to the library has seen it.
    if (!job.result || follow.early || consoleStore.get().active !== 'library') return;
    if (follow.compareWith === null) openImage(job.result.imageId, job.title);
    else
      compareImages(api, follow.compareWith, job.result.imageId).catch((error: unknown) =>
        announce(failureWords(error), true),
      );
  }, [job, status, follow, api]);
}
