import type { DesktopBridge } from '#shared/model/desktop.ts';

/** The bridge of a desktop host; a browser has none. */
export type HostBridge = DesktopBridge<File>;

declare global {
  // Declared once, for the page: interfaces of the DOM can only be extended by one.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  interface Window {
    stellaopsHost?: HostBridge;
  }
}

/** The host of this window, if it has one. */
export function host(): HostBridge | undefined {
  return window.stellaopsHost;
}
