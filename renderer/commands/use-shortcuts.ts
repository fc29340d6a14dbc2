import { useEffect } from 'react';
import type { Command } from './command.ts';
import { isMac, isPressed } from './key-combo.ts';

/**
 * Runs the enabled command whose keys are pressed, wherever the focus is; a mouse's own buttons go back and forward. A sheet keeps
 * its keys for itself.
 */
export function useShortcuts(commands: readonly Command[], paused: boolean): void {
  useEffect(() => {
    if (paused) return;
    const mac = isMac();
    const onKeyDown = (event: KeyboardEvent): void => {
      const command = commands.find(({ keys }) => keys?.some((combo) => isPressed(combo, event, mac)));
      if (!command) return;
      // Also where it cannot run now: the browser's own meaning of these keys would surprise.
      event.preventDefault();
      if (command.enabled) command.run();
    };
    // The browser would leave the page for them.
    const onMouse = (event: MouseEvent): void => {
      const id = ({ 3: 'back', 4: 'forward' } as Readonly<Record<number, string>>)[event.button];
      if (id === undefined) return;
      event.preventDefault();
      const command = commands.find((one) => one.id === id);
      if (event.type === 'mouseup' && command?.enabled) command.run();
    };
    document.addEventListener('keydown', onKeyDown);
    document.addEventListener('mousedown', onMouse);
    document.addEventListener('mouseup', onMouse);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      document.removeEventListener('mousedown', onMouse);
      document.removeEventListener('mouseup', onMouse);
    };
  }, [commands, paused]);
}
