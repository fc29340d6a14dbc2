import { COMPONENT_GROUPS } from '#shared/model/component-list.ts';
import { Bookmark, Columns3, Group } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { announce } from '../../state/announcer.ts';
import { activeTab, adjust, consoleStore, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Icon } from '../../ui/kit/icon.tsx';
import { MenuButton } from '../../ui/kit/menu.tsx';
import { ArrangeSheet } from './arrange-sheet.tsx';
import { ROW_HEIGHTS, type Column, type Density } from './columns.ts';
import { shippedViews, useSavedViews, viewToSave, type SavedView } from './saved-views.ts';
import { ManageViewsSheet, SaveViewSheet } from './view-sheets.tsx';

type MenusProps = Readonly<{
  columns: readonly Column[];
  onColumns: (columns: readonly Column[] | null) => void;
  density: Density;
  onDensity: (density: Density) => void;
}>;

/** How the list is looked at: saved views, groups, columns. */
export function ListMenus({ columns, onColumns, density, onDensity }: MenusProps): ReactNode {
  const group = useConsole((state) => activeTab(state).view.group);
  const { views, save, remove } = useSavedViews();
  const [sheet, setSheet] = useState<'save' | 'manage' | 'arrange' | null>(null);
  const names = views.map(({ name }) => name);
  const close = (): void => setSheet(null);
  const show = ({ name, columns: kept, ...view }: SavedView): void => {
    adjust(view);
    if (kept) onColumns(kept);
    announce(text.list.viewShown(name));
  };
  return (
    <>
      <MenuButton
        label={text.list.views}
        groups={[
          {
            title: text.list.shipped,
            entries: (Object.keys(shippedViews) as (keyof typeof shippedViews)[]).map((id) => ({
              id: `shipped ${id}`,
              label: text.list.shippedViews[id],
              run: () => show({ ...shippedViews[id], name: text.list.shippedViews[id], columns: null }),
            })),
          },
          ...(views.length === 0
            ? []
            : [
                {
                  title: text.list.saved,
                  entries: views.map((view) => ({ id: `saved ${view.name}`, label: view.name, run: () => show(view) })),
                },
              ]),
          {
            entries: [
              { id: 'save', label: text.list.saveView, run: () => setSheet('save') },
              {
                id: 'manage',
                label: text.list.manage,
                disabled: views.length === 0,
                run: () => setSheet('manage'),
              },
            ],
          },
        ]}
      >
        <button type="button" className="icon-button" aria-label={text.list.views} title={text.list.views}>
          <Icon of={Bookmark} />
        </button>
      </MenuButton>
      <MenuButton
        label={text.list.group}
        groups={[
          {
            entries: [null, ...COMPONENT_GROUPS].map((by) => ({
              id: by ?? 'none',
              label: by === null ? text.list.noGroup : text.list.groups[by],
              checked: group === by,
              run: () => adjust({ group: by }),
            })),
          },
        ]}
      >
        <button
          type="button"
          className="icon-button"
          aria-label={text.list.group}
          title={text.list.group}
          data-on={group === null ? undefined : true}
        >
          <Icon of={Group} />
        </button>
      </MenuButton>
      <MenuButton
        label={text.components.columnsMenu}
        keepOpen
        groups={[
          {
            entries: columns.map(({ id, shown }) => ({
              id,
              label: text.columns[id],
              checked: shown,
              disabled: id === 'name',
              run: () => onColumns(columns.map((column) => (column.id === id ? { ...column, shown: !shown } : column))),
            })),
          },
          {
            title: text.list.density,
            entries: (Object.keys(ROW_HEIGHTS) as Density[]).map((id) => ({
              id,
              label: text.list.densities[id],
              checked: density === id,
              run: () => onDensity(id),
            })),
          },
          {
            entries: [
              { id: 'arrange', label: text.list.arrange, run: () => setSheet('arrange') },
              { id: 'reset', label: text.components.resetColumns, run: () => onColumns(null) },
            ],
          },
        ]}
      >
        <button
          type="button"
          className="icon-button"
          aria-label={text.components.columnsMenu}
          title={text.components.columnsMenu}
        >
          <Icon of={Columns3} />
        </button>
      </MenuButton>
      {sheet === 'save' ? (
        <SaveViewSheet
          names={names}
          onClose={close}
          onSave={(name) => {
            const saved = save(viewToSave(name, activeTab(consoleStore.get()).view, columns));
            announce(saved ? text.list.viewSaved(name) : text.list.noRoom, !saved);
            close();
          }}
        />
      ) : null}
      {sheet === 'manage' ? (
        <ManageViewsSheet
          names={names}
          onClose={close}
          onRemove={(name) => {
            remove(name);
            announce(text.list.viewRemoved(name));
            if (names.length === 1) close();
          }}
        />
      ) : null}
      {sheet === 'arrange' ? <ArrangeSheet columns={columns} onColumns={onColumns} onClose={close} /> : null}
    </>
  );
}
