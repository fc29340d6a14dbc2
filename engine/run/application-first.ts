import type { Component } from '#shared/model/component.ts';
import type { UsageAnswer } from '#shared/model/usage.ts';

/**
 * What is not known, with that of the application's own code in front: files that no package owns are the ones that somebody who
 * asks can change. Packages may list `lib/x` for what lies in `usr/lib/x`.
 */
export function applicationFirst(components: readonly Component[]): (answer: UsageAnswer) => UsageAnswer {
  let owned: ReadonlySet<string> | undefined;
  const isOwned = (file: string): boolean => {
    owned ??= new Set(components.filter(({ layers }) => layers.removed === null).flatMap(({ files }) => files));
    return owned.has(file) || owned.has(file.replace(/^usr\//, '')) || file.includes('node_modules/');
  };
  return (answer) => {
    const parts = Map.groupBy(answer.open, ({ file }) => file !== null && isOwned(file));
    return { ...answer, open: [...(parts.get(false) ?? []), ...(parts.get(true) ?? [])] };
  };
}
