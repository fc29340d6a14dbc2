import type { ReactNode } from 'react';
import { commandGroups, type Command } from '../commands/command.ts';
import { showSheet } from '../state/console.ts';
import { text } from '../text/en.ts';
import { Keys } from '../ui/kit/keys.tsx';
import { Sheet } from '../ui/kit/sheet.tsx';
import './palette.css';

/** Every command with its keys, made from the same list as the menu. */
export function HelpSheet({ commands }: Readonly<{ commands: readonly Command[] }>): ReactNode {
  return (
    <Sheet title={text.help.title} onClose={() => showSheet(null)} width={680}>
      <div className="help-grid">
        {commandGroups.map((group) => (
          <section key={group} aria-label={text.commandGroups[group]}>
            <h3 className="section-title">{text.commandGroups[group]}</h3>
            <ul>
              {commands
                .filter((command) => command.group === group)
                .map(({ id, label, keys }) => (
                  <li key={id} className="help-row">
                    <span>{label}</span>
                    <span className="help-keys">
                      {keys?.map((combo) => (
                        <Keys key={combo} combo={combo} />
                      ))}
                    </span>
                  </li>
                ))}
            </ul>
          </section>
        ))}
        <section aria-label={text.help.rows}>
          <h3 className="section-title">{text.help.rows}</h3>
          <p className="text-2">{text.help.rowKeys}</p>
        </section>
      </div>
    </Sheet>
  );
}
