/** A name that fits a tab: `stem` may be cut, `tag` is what most often differs. */
type TabTitle = Readonly<{ stem: string; tag: string }>;

/**
 * Names of open documents without the registry and folders that they share with others: what differs is at the end. Where two are alike
 * then, they keep as many folders as they need.
 */
export function tabTitles(names: readonly string[]): TabTitle[] {
  return names.map((name) => {
    const parts = name.split('/');
    const others = names.filter((other) => other !== name);
    let kept = 1;
    while (kept < parts.length && others.some((other) => ending(other, kept) === ending(name, kept))) kept++;
    const short = ending(name, kept);
    const own = short.lastIndexOf('/') + 1;
    const mark = short.slice(own).search(/[:@]/);
    // A mark at the very beginning or none: there is nothing before or after it.
    return mark <= 0 ? { stem: short, tag: '' } : { stem: short.slice(0, own + mark), tag: short.slice(own + mark) };
  });
}

/** The last `parts` parts of a name. */
function ending(name: string, parts: number): string {
  return name.split('/').slice(-parts).join('/');
}
