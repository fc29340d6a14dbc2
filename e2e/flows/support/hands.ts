import type { Locator, Page } from '@playwright/test';
import { drop, dropPaths } from './console.ts';

/** What somebody does with the console, counted as ui.md section 2 does: a drop, a click, a chord, or a typed query is one. */
export type Hands = Readonly<{
  drop: (files: Parameters<typeof drop>[1]) => Promise<void>;
  dropPaths: (paths: readonly string[]) => Promise<void>;
  click: (target: Locator) => Promise<void>;
  press: (keys: string) => Promise<void>;
  /** Types a query and ends it with Enter once `ready` says that its answer is there. */
  ask: (query: string, ready: () => Promise<void>) => Promise<void>;
  /** How many since the last time this was asked. */
  spent: () => number;
}>;

export function handsOn(page: Page): Hands {
  let count = 0;
  return {
    async drop(files) {
      count++;
      await drop(page, files);
    },
    async dropPaths(paths) {
      count++;
      await dropPaths(page, paths);
    },
    async click(target) {
      count++;
      await target.click();
    },
    async press(keys) {
      count++;
      await page.keyboard.press(keys);
    },
    async ask(query, ready) {
      count++;
      await page.keyboard.type(query);
      await ready();
      await page.keyboard.press('Enter');
    },
    spent() {
      const spent = count;
      count = 0;
      return spent;
    },
  };
}
