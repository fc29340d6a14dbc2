import { useEffect } from 'react';
import type { Command } from './command.ts';
import { isMac, isPressed } from './key-combo.ts';

/** Runs the enabled command whose keys are pressed, wherever the focus is. A sheet keeps its keys for itself. */
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
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [commands, paused]);
}
