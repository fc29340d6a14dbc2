/** Order of UTF-16 code units, the same on every machine: locales have no say. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A sorted copy without equal keys: a set becomes a list here, so that no order of arrival reaches a document. */
export function sortedBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  // Most sets of a component have one member, and documents have thousands of components.
  if (items.length < 2) return [...items];
  const byKey = new Map<string, T>();
  for (const item of items) byKey.set(keyOf(item), item);
  return [...byKey].sort(([a], [b]) => byText(a, b)).map(([, item]) => item);
}
