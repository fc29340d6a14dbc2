import { useRef, useState, type FocusEventHandler, type PointerEventHandler } from 'react';

/** For the element whose content must not move while somebody is in it. */
export type Held<Value> = Readonly<{
  shown: Value;
  /** Is there something newer than what is shown? */
  waiting: boolean;
  show: () => void;
  hold: Readonly<{
    onPointerEnter: PointerEventHandler;
    onPointerLeave: PointerEventHandler;
    onFocus: FocusEventHandler;
    onBlur: FocusEventHandler;
  }>;
}>;

/**
 * A value that stays as it is while the pointer or the focus is inside what shows it, and follows when both have left or somebody
 * asks for it (ui.md section 3.15: nothing moves under the pointer).
 *
 * @param key says whether two values would look alike; such are no change
 */
export function useHeld<Value>(value: Value, key: string): Held<Value> {
  const [inside, setInside] = useState({ pointer: false, focus: false });
  const shown = useRef({ value, key });
  if (!inside.pointer && !inside.focus) shown.current = { value, key };
  else if (shown.current.key === key) shown.current = { value, key };
  return {
    shown: shown.current.value,
    waiting: shown.current.key !== key,
    show() {
      shown.current = { value, key };
      // What was clicked for this goes, and with it the focus, of which nothing tells.
      setInside((before) => ({ ...before, focus: false }));
    },
    hold: {
      onPointerEnter: () => setInside((before) => ({ ...before, pointer: true })),
      onPointerLeave: () => setInside((before) => ({ ...before, pointer: false })),
      onFocus: () => setInside((before) => ({ ...before, focus: true })),
      onBlur: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setInside((before) => ({ ...before, focus: false }));
      },
    },
  };
}
