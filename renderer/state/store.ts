import { useSyncExternalStore } from 'react';

/** A value that components read and commands change. Listeners run after each change that is one. */
export type Store<T> = Readonly<{
  get: () => T;
  set: (change: (before: T) => T) => void;
  subscribe: (listener: () => void) => () => void;
}>;

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(change) {
      const next = change(value);
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Reads a store; draws again when what `select` takes from it is another value, so it must not build a new object. */
export function useStore<T, Part>(store: Store<T>, select: (value: T) => Part): Part {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
