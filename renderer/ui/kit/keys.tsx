import type { ReactNode } from 'react';
import { isMac, keyNames, type KeyCombo } from '../../commands/key-combo.ts';

/** A key combination, as printed on this machine's keys. */
export function Keys({ combo }: Readonly<{ combo: KeyCombo }>): ReactNode {
  return (
    <span className="keys" aria-hidden>
      {keyNames(combo, isMac()).map((name) => (
        <kbd key={name}>{name}</kbd>
      ))}
    </span>
  );
}
