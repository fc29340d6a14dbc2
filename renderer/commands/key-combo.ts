/** A key with its modifiers, such as `mod+shift+p`. `mod` is Command on a Mac and Control elsewhere. */
export type KeyCombo = string;

/** What a key event has of it. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

const NAMES: Readonly<Record<string, string>> = {
  enter: '↵',
  escape: 'Esc',
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
};

/** Was this combination pressed? Letters are compared as the layout gives them. */
export function isPressed(combo: KeyCombo, event: KeyPress, mac: boolean): boolean {
  const parts = combo.split('+');
  const key = parts.at(-1);
  const mod = parts.includes('mod');
  const [wanted, other] = mac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  return (
    event.key.toLowerCase() === key &&
    wanted === mod &&
    !other &&
    event.altKey === parts.includes('alt') &&
    // A symbol such as `/` needs Shift on some layouts, so only letters, digits and named keys ask about it.
    (event.shiftKey === parts.includes('shift') || /^[^a-z0-9]$/.test(key ?? ''))
  );
}

/** The parts of a combination as they stand on the keys. */
export function keyNames(combo: KeyCombo, mac: boolean): string[] {
  return combo.split('+').map((part) => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'shift') return mac ? '⇧' : 'Shift';
    if (part === 'alt') return mac ? '⌥' : 'Alt';
    return NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part.replace(/^./, (first) => first.toUpperCase()));
  });
}

/** Does this machine have Command keys? */
export function isMac(): boolean {
  return navigator.userAgent.includes('Mac OS');
}
