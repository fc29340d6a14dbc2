import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They make, when a machine is new, what takes minutes, and use it longest: so they are the first, beside each other. */
const MAKERS = ['/e2e/images/debian-image.truth.ts', '/e2e/usage/applications.truth.ts'];
const DEBIAN = /from '[^']*\/debian-image\.ts'/;

/**
 * Files of tests in the order in which nobody waits: a process that needs the Debian image while another makes it stands still, so
 * those that need it come last. Within that, the order stays.
 */
export function withoutWaiting<T>(files: readonly T[], pathOf: (file: T) => string, textOf: (file: T) => string): T[] {
  const rank = (file: T): number => {
    const maker = MAKERS.findIndex((path) => pathOf(file).endsWith(path));
    if (maker !== -1) return maker;
    return pathOf(file).endsWith('.truth.ts') && DEBIAN.test(textOf(file)) ? MAKERS.length + 1 : MAKERS.length;
  };
  return files
    .map((file) => ({ file, rank: rank(file) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ file }) => file);
}

/** Vitest's order of files, but for those that wait for each other. */
export class TruthOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return withoutWaiting(
      await super.sort(files),
      ({ moduleId }) => moduleId,
      ({ moduleId }) => readFileSync(moduleId, 'utf8'),
    );
  }
}
