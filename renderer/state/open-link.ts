import { parseConsoleLink } from '#shared/text/console-link.ts';
import { shortDigest } from '../text/formats.ts';
import { text } from '../text/en.ts';
import { openImage, togglePanel } from './console.ts';
import { firstView, isImageSection, SECTIONS } from './view.ts';
import { dismissNote, noteInWindow } from './window-note.ts';

/**
 * Goes to the place that a link names; one that is not understood is refused in words. Either way nothing is scanned or fetched:
 * the place shows what the library has.
 */
export function openLink(link: string): void {
  const parsed = parseConsoleLink(link);
  if ('problem' in parsed) {
    noteInWindow(text.window.badLink(parsed.problem, parsed.found));
    return;
  }
  const { imageId, section: wanted, sort, tree, ...place } = parsed.link;
  const section = SECTIONS.find((one) => one === wanted && isImageSection(one));
  if (section === undefined) {
    noteInWindow(text.window.badLink('section', wanted));
    return;
  }
  dismissNote();
  const view = firstView(section);
  openImage(imageId, shortDigest(imageId), {
    ...view,
    ...place,
    sort: sort ?? view.sort,
    ...(tree ? { tree } : {}),
  });
  // Below the width at which the inspector lies over the view, it opens when it is asked for.
  if (place.selection !== null && window.innerWidth > 1180) togglePanel('inspector', true);
}
