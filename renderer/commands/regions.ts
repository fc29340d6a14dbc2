/** Marks a part of the window that F6 goes to. */
const REGION = 'data-region';

const last = new WeakMap<Element, HTMLElement>();

/** Remembers where the focus was in each region, for when F6 comes back. */
export function rememberFocus(target: EventTarget | null): void {
  if (!(target instanceof HTMLElement)) return;
  const region = target.closest(`[${REGION}]`);
  if (region) last.set(region, target);
}

/** Moves the focus to the next change of a comparison, or the one before; at the end it stays. */
export function focusNextChange(backwards: boolean): void {
  const changes = [...document.querySelectorAll<HTMLElement>('[data-change]')];
  // The focus may be in what a change was opened to.
  const at = changes.findIndex((change) => (change.closest('li') ?? change).contains(document.activeElement));
  const next = at === -1 ? changes.at(backwards ? -1 : 0) : changes[at + (backwards ? -1 : 1)];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** Moves the focus to the next part of the window: where it was there, else the first thing that takes it. */
export function focusNextRegion(backwards: boolean): void {
  const regions = [...document.querySelectorAll(`[${REGION}]`)];
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const step = backwards ? -1 : 1;
  for (let k = 1; k <= regions.length; k++) {
    const region =
      regions[((((at === -1 && backwards ? 0 : at) + step * k) % regions.length) + regions.length) % regions.length];
    const remembered = region && last.get(region);
    const target = remembered?.isConnected
      ? remembered
      : region?.querySelector<HTMLElement>('[tabindex="0"], button:not(:disabled), input:not(:disabled), a[href]');
    if (!target) continue;
    target.focus();
    return;
  }
}
