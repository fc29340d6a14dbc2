import type { Page } from '@playwright/test';

/** WCAG 2.2, 2.5.8: at least this wide and high, or with so much room around the middle. */
const TARGET = 24;

/**
 * Boxes of the screen that break a rule of ui.md section 5.1, as sentences: targets that are too small and too close (A11), text
 * that is cut off without a way to see it (A13), controls without a name or outside of the window (A10, A16).
 */
export function boxFaults(page: Page): Promise<string[]> {
  return page.evaluate((target) => {
    const shown = (element: Element): boolean =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const name = (element: Element): string =>
      `${element.tagName.toLowerCase()}.${element.className} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}"`;
    const dialog = document.querySelector('[role=dialog]');
    const scope = dialog ?? document.body;
    const controls = [
      ...scope.querySelectorAll(
        'button, input:not([type=file]), select, a[href], [role=option], [role=treeitem], [role=tab], [tabindex="0"]',
      ),
    ].filter(
      (element) =>
        shown(element) &&
        !element.closest(
          // A splitter has arrow keys and a wider grip than its line, the edge of a column has the menu of columns, a line of a
          // script the row of the list: WCAG 2.5.8, equivalent.
          '[inert], [aria-hidden=true], .sr-only, [role=separator], .line-stop',
        ),
    );
    const boxes = controls.map((element) => ({
      element,
      box: (element.closest('label') ?? element).getBoundingClientRect(),
    }));
    const faults: string[] = [];
    for (const { element, box } of boxes) {
      if (box.width === 0 || box.height === 0) continue;
      if (box.width < target || box.height < target) {
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        const near = boxes.find(
          (other) =>
            other.element !== element &&
            !other.element.contains(element) &&
            !element.contains(other.element) &&
            Math.max(other.box.left - x, x - other.box.right, 0) ** 2 +
              Math.max(other.box.top - y, y - other.box.bottom, 0) ** 2 <
              (target / 2) ** 2,
        );
        if (near)
          faults.push(
            `${name(element)} is ${Math.round(box.width)} x ${Math.round(box.height)}, beside ${name(near.element)}`,
          );
      }
      // In a box that scrolls, it can be scrolled to; else it has to be inside of the window.
      let scroller: Element | null = element.parentElement;
      while (scroller && !/auto|scroll/.test(getComputedStyle(scroller).overflow)) scroller = scroller.parentElement;
      if (
        scroller === null &&
        (box.left < -1 || box.right > innerWidth + 1 || box.top < -1 || box.bottom > innerHeight + 1)
      )
        faults.push(`${name(element)} is outside of the window`);
    }
    // Words of our own that do not fit: names of images may be cut, with their whole text in the inspector or a tip.
    for (const element of scope.querySelectorAll(
      'button, h1, h2, h3, th, label, dt, .segments *, .nav-name, p, legend',
    )) {
      if (!shown(element) || element.closest('.sr-only, bdi, [translate=no], .ellipsis, .path')) continue;
      if (element.querySelector('bdi, .ellipsis, .path')) continue;
      const style = getComputedStyle(element);
      if (style.overflow === 'visible' || style.textOverflow === 'ellipsis' || /auto|scroll/.test(style.overflow))
        continue;
      if (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 2)
        faults.push(`${name(element)} is cut off`);
    }
    return faults;
  }, TARGET);
}

/**
 * What makes a reader of an enlarged page scroll both ways (A13, WCAG 1.4.10): boxes that reach over the side of the box that
 * scrolls them, or of the window, and are no table, tree, bytes, source or graph. A single line that scrolls sideways (tabs) is
 * scrolled one way.
 */
export function sidewaysFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const name = (element: Element): string =>
      `${element.tagName.toLowerCase()}.${element.className} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}"`;
    const twoWay =
      '[role=grid], [role=treegrid], [role=tree], table, pre, [role=listbox][aria-orientation=horizontal], .bytes-view, .progress, .react-flow, svg, canvas';
    const faults: string[] = [];
    for (const element of document.querySelectorAll('body *')) {
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      if (element.closest(`${twoWay}, .sr-only, [aria-hidden=true], [inert], [role=separator]`)) continue;
      const box = element.getBoundingClientRect();
      if (box.width < 2 || box.height < 2) continue;
      // The first box around it that cuts it off says how far it may reach.
      let around = element.parentElement;
      while (around && getComputedStyle(around).overflowX === 'visible') around = around.parentElement;
      const edge =
        around?.matches('body, html') === false
          ? around.getBoundingClientRect()
          : new DOMRect(0, 0, innerWidth, innerHeight);
      if (around && /auto|scroll/.test(getComputedStyle(around).overflowX) && edge.height < 48) continue;
      if (around && getComputedStyle(around).textOverflow === 'ellipsis') continue;
      if (box.left < edge.left - 1 || box.right > edge.right + 1)
        faults.push(`${name(element)} reaches over the side of ${around ? name(around).split(' "')[0] : 'the window'}`);
    }
    return faults;
  });
}

/** Marks the controls that are shown, so that {@link lostControls} can say which of them is no more. */
export function shownControls(page: Page): Promise<number> {
  return page.evaluate(() => {
    let marked = 0;
    for (const element of document.querySelectorAll('button, input, select, a[href], [role=tab], [tabindex="0"]')) {
      element.removeAttribute('data-shown');
      const { width, height } = element.getBoundingClientRect();
      if (!element.checkVisibility({ visibilityProperty: true }) || width < 2 || height < 2) continue;
      element.setAttribute('data-shown', '');
      marked++;
    }
    return marked;
  });
}

/** Which of the controls that were shown has no box, or one that a box around it cuts off and does not scroll to. */
export function lostControls(page: Page, before: number): Promise<string[]> {
  return page.evaluate((marked) => {
    const name = (element: Element): string =>
      `${element.tagName.toLowerCase()}.${element.className} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}"`;
    const still = [...document.querySelectorAll('[data-shown]')];
    const faults: string[] = still.length < marked ? [`${marked - still.length} controls are gone`] : [];
    for (const element of still) {
      const box = element.getBoundingClientRect();
      if (box.width < 2 || box.height < 2) {
        faults.push(`${name(element)} has no size any more`);
        continue;
      }
      if (element.closest('.sr-only, [inert], [role=separator]')) continue;
      for (let around = element.parentElement; around; around = around.parentElement) {
        const style = getComputedStyle(around);
        if (/auto|scroll/.test(style.overflow)) break;
        if (style.overflow === 'visible') continue;
        const edge = around.getBoundingClientRect();
        // Half of a target is what must be left of it to be hit.
        const wide = Math.min(box.right, edge.right) - Math.max(box.left, edge.left);
        const high = Math.min(box.bottom, edge.bottom) - Math.max(box.top, edge.top);
        if (wide < Math.min(box.width, 24) - 1 || high < Math.min(box.height, 24) - 1) {
          faults.push(`${name(element)} is cut off by ${around.tagName.toLowerCase()}.${around.className}`);
          break;
        }
      }
    }
    return faults;
  }, before);
}

/** What the focus does while Tab goes round: each stop once, all of them visible, and back to the first. */
export async function tabFaults(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    // A sheet keeps the focus inside of it, from where it is.
    if (!document.querySelector('[role=dialog]')) (document.activeElement as HTMLElement | null)?.blur();
    for (const element of document.querySelectorAll('[data-stop]')) element.removeAttribute('data-stop');
  });
  const faults: string[] = [];
  let stops = 0;
  // From the last stop the focus leaves the page, for a press or two, and comes in again at its beginning.
  let outside = 0;
  for (; stops < 400; stops++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return { end: false, out: true, fault: null };
      if (element.hasAttribute('data-stop')) return { end: true, out: false, fault: null };
      element.setAttribute('data-stop', '');
      const style = getComputedStyle(element);
      const ring =
        (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) ||
        // A field shows it on the box around it.
        [element.parentElement, element.parentElement?.parentElement].some((box) => {
          if (!box) return false;
          const around = getComputedStyle(box);
          return around.outlineStyle !== 'none' && parseFloat(around.outlineWidth) >= 2;
        });
      const label = `${element.tagName.toLowerCase()}.${element.className} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}"`;
      const box = element.getBoundingClientRect();
      const [x, y] = [
        Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
        Math.min(Math.max(box.top + Math.min(box.height / 2, 12), 0), innerHeight - 1),
      ];
      const top = document.elementFromPoint(x, y);
      const covered =
        top !== null &&
        !element.contains(top) &&
        !top.contains(element) &&
        box.width > 1 &&
        !element.matches('[role=separator]');
      return {
        end: false,
        out: false,
        fault: !ring
          ? `${label} shows no focus`
          : covered
            ? `${label} is covered by ${top.tagName}.${top.className}`
            : null,
      };
    });
    if (stop.out) outside++;
    if (stop.end || outside > 3) break;
    if (stop.fault !== null) faults.push(stop.fault);
  }
  if (stops >= 400) faults.push('Tab does not come round');
  const missed = await page.evaluate(() => {
    const scope = document.querySelector('[role=dialog]') ?? document.body;
    return [
      ...scope.querySelectorAll<HTMLElement>(
        'button:not(:disabled), input:not(:disabled):not([type=file]), select:not(:disabled), a[href], [tabindex="0"]',
      ),
    ]
      .filter(
        (element) =>
          element.tabIndex >= 0 &&
          element.checkVisibility({ visibilityProperty: true }) &&
          !element.hasAttribute('data-stop') &&
          // One of a group of radio buttons takes the focus.
          !(element instanceof HTMLInputElement && element.type === 'radio'),
      )
      .map(
        (element) =>
          `${element.tagName.toLowerCase()}.${element.className} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}" is not reached by Tab`,
      );
  });
  return [...faults, ...missed];
}

/**
 * Words on screen that are in no catalogue: those without the brackets of the pseudo-locale. Text of images, digests, figures and
 * the names of standards are no words of ours.
 */
export function wordsWithoutCatalogue(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      const words = (walker.currentNode.textContent ?? '').trim();
      if (
        !parent ||
        !/[a-z]{3}/i.test(words) ||
        parent.closest('bdi, code, [translate=no], kbd, script, .mono, .path, [aria-hidden=true]')
      )
        continue;
      // The same in every language.
      if (/^(?:sha256|file|[A-Z]{2,4})$/.test(words) || parent.closest('.sr-only')) continue;
      if (!/[[\]~]/.test(words))
        found.add(`${parent.tagName.toLowerCase()}.${parent.className}: ${words.slice(0, 60)}`);
    }
    // What the engine found stands in its own words, behind a sentence of ours.
    for (const box of document.querySelectorAll('.job-failure, .preflight-more'))
      if (!/[[\]~]/.test(box.querySelector('p')?.textContent ?? ''))
        found.add(`${box.className}: no sentence of the catalogue before ${box.textContent.slice(0, 60)}`);
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]'))
      for (const name of ['aria-label', 'placeholder', 'title']) {
        const words = element.getAttribute(name) ?? '';
        if (
          /[a-z]{3}/i.test(words) &&
          !/[[\]~]/.test(words) &&
          !element.closest('[translate=no], [aria-hidden=true]') &&
          !(element.matches('article, .progress') || name === 'title')
        )
          found.add(`${element.tagName.toLowerCase()}.${element.className} ${name}: ${words.slice(0, 60)}`);
      }
    return [...found];
  });
}
