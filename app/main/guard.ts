import type { Session, WebContents } from 'electron/main';
import { isOwnPage, mayDownload, mayHave, mayRequest, type Origin, safeFileName } from './window-rules.ts';

/**
 * Keeps the window's session to the engine: no permission but the clipboard, no request to anywhere else, no proxy to be looked
 * for, downloads only from the engine and only to where the user says.
 */
export function guardSession(session: Session, origin: () => Origin): void {
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    mayHave(permission, requestingOrigin, origin()),
  );
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(mayHave(permission, requestingUrl, origin())),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayRequest(url, origin()) }));
  session.setSpellCheckerEnabled(false);
  // Without it the system's configuration script would be fetched.
  session.setProxy({ mode: 'direct' }).catch(() => undefined);
  session.on('will-download', (event, item) => {
    if (!mayDownload(item.getURL(), origin())) {
      event.preventDefault();
      return;
    }
    item.setSaveDialogOptions({ defaultPath: safeFileName(item.getFilename()) });
  });
}

/** Keeps a page where it is: no other address, no other window, nothing embedded. */
export function guardContents(contents: WebContents, origin: () => Origin): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOwnPage(event.url, origin())) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOwnPage(event.url, origin())) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
