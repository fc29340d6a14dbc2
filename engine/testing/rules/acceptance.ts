/** Points of the interface's brief, A1 to I64. */
export const POINTS = 64;

/**
 * What is wrong with the map of accepted points: a point that is missing, comes twice or has nothing; a line that is no test, no
 * manual step and not open; a test that is not there under its title.
 *
 * @param read text of a file of the project, or null where there is none
 */
export function acceptanceFaults(map: string, read: (path: string) => string | null): string[] {
  const sections = map.split(/^### /m).slice(1);
  const numbers = sections.map((section) => Number(/^(\d+)\. /.exec(section)?.[1]));
  const wanted = Array.from({ length: POINTS }, (_, at) => at + 1);
  const order = numbers.join() === wanted.join() ? [] : [`points are ${numbers.join()}`];
  return [...order, ...sections.flatMap((section, at) => sectionFaults(section, `point ${numbers[at]}`, read))];
}

function sectionFaults(section: string, point: string, read: (path: string) => string | null): string[] {
  const lines = section.split('\n').filter((line) => line.startsWith('- '));
  if (lines.length === 0) return [`${point} has nothing`];
  return lines.flatMap((line) => {
    if (/^- (?:open|manual, (?:Electron|people) only): \S/.test(line)) return [];
    const [, path, title] = /^- `([^`]+)`: (.+)$/.exec(line) ?? [];
    if (path === undefined || title === undefined) return [`${point}: ${line}`];
    const source = read(path);
    if (source === null) return [`${point}: there is no ${path}`];
    // As a whole, where a test's title stands: at once behind a bracket.
    const found = ["'", '"', '`'].some((quote) =>
      source.replaceAll(/\(\s+/g, '(').includes(`(${quote}${title}${quote}`),
    );
    return found ? [] : [`${point}: ${path} has no test "${title}"`];
  });
}
