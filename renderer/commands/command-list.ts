import { text } from '../text/en.ts';
import {
  activeTab,
  adjust,
  closeTab,
  go,
  goBack,
  goForward,
  openLibrary,
  reopenTab,
  showSheet,
  togglePanel,
  type ConsoleState,
} from '../state/console.ts';
import { proofLineStore } from '../state/proof-line-store.ts';
import { isUsage, withUsage } from '../state/view.ts';
import type { Command } from './command.ts';
import { appearanceCommands } from './appearance-commands.ts';

/** What commands need of the page around them. */
export type CommandActions = Readonly<{
  chooseFiles: () => void;
  chooseFolder: () => void;
  copySelection: (as: 'citation' | 'link') => void;
  focusFilter: () => void;
  nextRegion: (backwards: boolean) => void;
  /** Goes to the next change of a comparison. */
  nextChange: (backwards: boolean) => void;
}>;

/** Every command, with whether it fits the window as it is now. */
export function commandList(state: ConsoleState, actions: CommandActions): Command[] {
  const tab = activeTab(state);
  const image = tab.id !== 'library';
  const { section, selection, facets } = tab.view;
  /** Lists that have the switch between everything and what the start reaches. */
  const switched = section === 'components' || section === 'diff';
  const usage = switched && isUsage(facets, 'reached');
  const names = text.commands;
  return [
    {
      id: 'open-files',
      group: 'file',
      label: names.openFiles,
      keys: ['mod+o'],
      enabled: true,
      run: actions.chooseFiles,
    },
    {
      id: 'open-folder',
      group: 'file',
      label: names.openFolder,
      keys: ['mod+shift+o'],
      enabled: true,
      run: actions.chooseFolder,
    },
    {
      id: 'export',
      group: 'file',
      label: names.export,
      keys: ['mod+e'],
      enabled: image,
      off: 'image',
      run: () => showSheet('export'),
    },
    {
      id: 'close-tab',
      group: 'file',
      label: names.closeTab,
      keys: ['mod+w'],
      enabled: image,
      off: 'image',
      run: () => closeTab(tab.id),
    },
    {
      id: 'reopen-tab',
      group: 'file',
      label: text.window.reopenTab,
      keys: ['mod+shift+t'],
      enabled: state.closed.length > 0,
      off: 'closed',
      run: reopenTab,
    },
    {
      id: 'copy-citation',
      group: 'edit',
      label: names.copyCitation,
      keys: ['mod+shift+c'],
      enabled: selection !== null && selection.kind !== 'artifact',
      off: 'selection',
      run: () => actions.copySelection('citation'),
    },
    {
      id: 'copy-link',
      group: 'edit',
      label: names.copyLink,
      keys: ['mod+shift+l'],
      enabled: image,
      off: 'image',
      run: () => actions.copySelection('link'),
    },
    { id: 'filter', group: 'edit', label: names.filter, keys: ['mod+f'], enabled: true, run: actions.focusFilter },
    {
      id: 'find-all',
      group: 'edit',
      label: text.window.findAll,
      keys: ['mod+shift+f'],
      enabled: true,
      run: () => showSheet('find'),
    },
    {
      id: 'inspector',
      group: 'view',
      label: names.inspector,
      keys: ['mod+i'],
      checked: state.inspector,
      enabled: image,
      off: 'image',
      run: () => togglePanel('inspector'),
    },
    {
      id: 'dock',
      group: 'view',
      label: names.dock,
      keys: ['mod+j'],
      checked: state.dock,
      enabled: image,
      off: 'image',
      run: () => togglePanel('dock'),
    },
    {
      id: 'usage',
      group: 'view',
      label: names.usage,
      keys: ['mod+u'],
      checked: usage,
      enabled: image,
      off: 'image',
      run: () =>
        switched
          ? adjust({ facets: withUsage(facets, usage ? null : 'reached'), removed: false })
          : go({ section: 'components', facets: withUsage(facets, 'reached'), removed: false }),
    },
    ...appearanceCommands(),
    {
      id: 'palette',
      group: 'go',
      label: names.palette,
      keys: ['mod+k', 'mod+shift+p'],
      enabled: true,
      run: () => showSheet('palette'),
    },
    {
      id: 'library',
      group: 'go',
      label: names.library,
      enabled: section !== 'library',
      off: 'here',
      run: () => openLibrary('library'),
    },
    {
      id: 'jobs',
      group: 'go',
      label: names.jobs,
      keys: ['mod+shift+j'],
      enabled: section !== 'jobs',
      off: 'here',
      run: () => openLibrary('jobs'),
    },
    {
      id: 'settings',
      group: 'file',
      label: names.settings,
      keys: ['mod+,'],
      enabled: section !== 'settings',
      off: 'here',
      run: () => openLibrary('settings'),
    },
    {
      id: 'overview',
      group: 'go',
      label: names.overview,
      keys: ['mod+1'],
      enabled: image,
      off: 'image',
      run: () => go({ section: 'overview' }),
    },
    {
      id: 'components',
      group: 'go',
      label: names.components,
      keys: ['mod+2'],
      enabled: image,
      off: 'image',
      run: () => go({ section: 'components' }),
    },
    {
      id: 'layers',
      group: 'go',
      label: names.layers,
      keys: ['mod+3'],
      enabled: image,
      off: 'image',
      run: () => go({ section: 'layers' }),
    },
    {
      id: 'unlabelled',
      group: 'go',
      label: names.unlabelled,
      enabled: image,
      off: 'image',
      run: () => go({ section: 'components', query: '', removed: false, facets: { type: ['bin'] } }),
    },
    {
      id: 'proof-line',
      group: 'go',
      label: names.proofLine,
      keys: ['mod+shift+u'],
      enabled: selection !== null && selection.kind !== 'layer' && selection.kind !== 'artifact',
      off: 'selection',
      // The inspector finds it, so that it must be there.
      run: () => (proofLineStore.get() ?? (() => togglePanel('inspector', true)))(),
    },
    {
      id: 'start',
      group: 'go',
      label: names.start,
      keys: ['mod+4'],
      enabled: image,
      off: 'image',
      run: () => go({ section: 'start' }),
    },
    {
      id: 'links',
      group: 'go',
      label: names.links,
      keys: ['mod+5'],
      enabled: image,
      off: 'image',
      run: () => go({ section: 'links' }),
    },
    {
      id: 'attestations',
      group: 'go',
      label: names.attestations,
      keys: ['mod+6'],
      enabled: image,
      off: 'image',
      run: () => go({ section: 'attestations' }),
    },
    {
      id: 'exports',
      group: 'go',
      label: names.exports,
      keys: ['mod+7'],
      enabled: image,
      off: 'image',
      run: () => go({ section: 'exports' }),
    },
    {
      id: 'diff',
      group: 'go',
      label: names.diff,
      keys: ['mod+d'],
      enabled: image,
      off: 'image',
      run: () => go({ section: 'diff' }),
    },
    {
      id: 'next-change',
      group: 'go',
      label: names.nextChange,
      keys: ['f7'],
      enabled: section === 'diff' || section === 'start',
      off: 'changes',
      run: () => actions.nextChange(false),
    },
    {
      id: 'previous-change',
      group: 'go',
      label: names.previousChange,
      keys: ['shift+f7'],
      enabled: section === 'diff' || section === 'start',
      off: 'changes',
      run: () => actions.nextChange(true),
    },
    {
      id: 'back',
      group: 'go',
      label: names.back,
      keys: ['alt+arrowleft', 'mod+['],
      enabled: tab.back.length > 0,
      off: 'history',
      run: goBack,
    },
    {
      id: 'forward',
      group: 'go',
      label: names.forward,
      keys: ['alt+arrowright', 'mod+]'],
      enabled: tab.forward.length > 0,
      off: 'history',
      run: goForward,
    },
    {
      id: 'next-region',
      group: 'go',
      label: names.nextRegion,
      keys: ['f6'],
      enabled: true,
      run: () => actions.nextRegion(false),
    },
    {
      id: 'previous-region',
      group: 'go',
      label: names.previousRegion,
      keys: ['shift+f6'],
      enabled: true,
      run: () => actions.nextRegion(true),
    },
    {
      id: 'help',
      group: 'help',
      label: names.help,
      keys: ['mod+/', 'f1'],
      enabled: true,
      run: () => showSheet('help'),
    },
  ];
}
