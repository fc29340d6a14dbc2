import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach } from 'vitest';
import { consoleStore, emptyConsole } from '../state/console.ts';

// The machine may be busy; a test that waits for nothing that comes fails all the same.
configure({ asyncUtilTimeout: 5000 });

// As on a wide screen.
window.innerWidth = 1440;

beforeEach(() => consoleStore.set(() => ({ ...emptyConsole, inspector: true })));
afterEach(cleanup);

// jsdom lays nothing out: these give it the sizes and queries that components ask for.
globalThis.ResizeObserver = class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
Object.defineProperties(HTMLElement.prototype, {
  offsetHeight: { configurable: true, get: () => 600 },
  offsetWidth: { configurable: true, get: () => 1000 },
  clientHeight: { configurable: true, get: () => 600 },
  clientWidth: { configurable: true, get: () => 1000 },
});
globalThis.matchMedia = (media) => ({
  media,
  matches: false,
  onchange: null,
  addEventListener() {},
  removeEventListener() {},
  addListener() {},
  removeListener() {},
  dispatchEvent: () => false,
});
