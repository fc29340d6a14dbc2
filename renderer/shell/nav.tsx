import {
  BadgeCheck,
  Container,
  FileOutput,
  GitCompare,
  Layers,
  LayoutDashboard,
  ListChecks,
  Package,
  Route,
  Settings,
  Waypoints,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { activeTab, go, useConsole } from '../state/console.ts';
import type { Section } from '../state/view.ts';
import { text } from '../text/en.ts';
import { Icon } from '../ui/kit/icon.tsx';
import './nav.css';

const icons: Readonly<Record<Section, LucideIcon>> = {
  library: Container,
  jobs: ListChecks,
  settings: Settings,
  overview: LayoutDashboard,
  components: Package,
  layers: Layers,
  start: Route,
  links: Waypoints,
  attestations: BadgeCheck,
  exports: FileOutput,
  diff: GitCompare,
};

/** Screens of the document in front. Narrow windows show the pictures alone. */
export function Nav({ counts }: Readonly<{ counts: Partial<Record<Section, string>> }>): ReactNode {
  const library = useConsole((state) => activeTab(state).id === 'library');
  const current = useConsole((state) => activeTab(state).view.section);
  const sections: readonly Section[] = library
    ? ['library', 'jobs', 'settings']
    : ['overview', 'components', 'layers', 'start', 'links', 'attestations', 'exports', 'diff'];
  return (
    <nav className="nav" aria-label={text.shell.nav} data-region="nav">
      <ul>
        {sections.map((section) => (
          <li key={section}>
            <button
              type="button"
              className="nav-item"
              aria-current={section === current ? 'page' : undefined}
              onClick={() => section !== current && go({ section })}
            >
              <Icon of={icons[section]} size={18} />
              <span className="nav-name">{text.sections[section]}</span>{' '}
              {counts[section] === undefined ? null : <span className="nav-count figures">{counts[section]}</span>}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
