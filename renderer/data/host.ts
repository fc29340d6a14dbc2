import type { DesktopBridge } from '#shared/model/desktop.ts';

/** The bridge as the page has it. */
export type HostBridge = DesktopBridge<File>;

declare global {
  // Interfaces of the DOM can only be extended by an interface.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  interface Window {
    stellaopsHost?: HostBridge;
  }
}

/** The host of this window, if it has one. */
export function host(): HostBridge | undefined {
  return window.stellaopsHost;
}
