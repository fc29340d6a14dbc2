import { looksLikeLink } from '#shared/text/console-link.ts';
import { openLink } from '../state/open-link.ts';
import { host } from './host.ts';

/**
 * A link in the fragment of the page's address: `#stellaops://…`, or `#token=…&link=…` with the link percent-encoded. It is taken
 * out at once, as the address does not follow where the window goes.
 */
export function takeLink(): string | null {
  const fragment = location.hash.slice(1);
  if (looksLikeLink(fragment)) {
    history.replaceState(null, '', location.pathname);
    return fragment;
  }
  return new URLSearchParams(fragment).get('link');
}

/** Opens links that come while the page is there: another fragment in the address, or from the desktop's system. */
export function followLinks(): void {
  window.addEventListener('hashchange', () => {
    const link = takeLink();
    if (link !== null) openLink(link);
  });
  host()?.onOpenLinks?.((links) => {
    for (const link of links) openLink(link);
  });
}
