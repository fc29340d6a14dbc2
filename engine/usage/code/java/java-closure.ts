import { limits } from '#engine/bytes/limits.ts';
import type { CodeClosure, CodeEdge } from '#shared/model/code-graph.ts';
import type { JavaArchiveFact } from '#shared/model/facts/java.ts';
import {
  encodeText,
  normalisePath,
  parsePrintedPath,
  printPath,
  type RootPath,
  splitPath,
} from '#shared/model/root-path.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';

export type JavaInput = Readonly<{
  tree: RootView;
  /** Facts of a file and of the archives in it; empty for one that is no archive. */
  archivesIn: (node: TreeNode) => readonly JavaArchiveFact[];
}>;

/** How a Java program is started. */
export type JavaStart = Readonly<{
  /** Archives of the class path, of `-jar` and agents: printed paths. */
  archives: readonly string[];
  mainClass: string | null;
  /** `NAME=value` of `-D` options. */
  properties: readonly string[];
}>;

/**
 * The archives that a class loader of a Java program opens: the class path, what manifests add to it, and what launchers keep inside
 * one archive. Which classes are loaded of them is not followed.
 *
 * @see JAR File Specification, Class-Path attribute; Spring Boot, The Executable Jar Format; Tomcat, Class Loader How-To
 */
export function javaClosure(input: JavaInput, start: JavaStart): CodeClosure {
  const edges: CodeEdge[] = [];
  const seen = new Set<string>();
  const queue = [...start.archives];
  const add = (from: string, specifier: string, to: string | null, rule: string): void => {
    const missing = to === null ? ({ reason: 'ModuleNotFound' } as const) : {};
    edges.push({ from, specifier, to, rule, line: null, column: null, lazy: false, ...missing });
    if (to !== null) queue.push(to);
  };
  for (const { from, folder, rule } of containerFolders(input, start))
    for (const name of input.tree.list(folder)) {
      const path = `${folder}/${name}` as RootPath;
      if (/\.(?:jar|war)$/i.test(name) && input.tree.resolve(path)?.type === 'file')
        add(from, printPath(name), printPath(path), rule);
    }
  for (let path = queue.shift(); path !== undefined && seen.size < limits.classPathArchives; path = queue.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const node = input.tree.resolve(parsePrintedPath(path));
    for (const fact of node ? input.archivesIn(node) : []) {
      // Members are opened by the launcher in the outer archive alone.
      if (fact.container.length > 0) continue;
      for (const url of (fact.loads['class-path'] ?? '').split(/\s+/).filter((one) => one !== ''))
        add(path, url, nextTo(input.tree, path, url), 'manifest-class-path');
    }
    for (const { member, rule } of node ? inside(input.archivesIn(node)) : [])
      edges.push({
        from: path,
        specifier: member,
        to: `${path}!/${member}`,
        rule,
        line: null,
        column: null,
        lazy: false,
      });
  }
  return { language: 'java', entries: start.archives, edges };
}

/** Archives that the launcher in an archive, or a servlet container, takes out of it. */
function inside(facts: readonly JavaArchiveFact[]): { member: string; rule: string }[] {
  const outer = facts.find(({ container }) => container.length === 0);
  const boot = outer?.loads['spring-boot-lib'];
  // Before 1.4 the manifest did not name the folder.
  const isBoot =
    boot !== undefined || (outer?.names['main-class'] ?? '').startsWith('org.springframework.boot.loader.');
  const folders: [folder: string, rule: string][] = [
    ...(isBoot ? [[boot ?? 'BOOT-INF/lib/', 'spring-boot-lib'] as [string, string]] : []),
    ...(isBoot ? [['WEB-INF/lib-provided/', 'spring-boot-lib'] as [string, string]] : []),
    ['WEB-INF/lib/', 'web-inf-lib'],
  ];
  return facts.flatMap(({ container: [member, ...deeper] }) => {
    if (member === undefined || deeper.length > 0) return [];
    const found = folders.find(([folder]) => member.startsWith(folder) && !member.slice(folder.length).includes('/'));
    return found === undefined ? [] : [{ member, rule: found[1] }];
  });
}

/** A relative URL of a manifest, from the archive that states it. */
function nextTo(tree: RootView, archive: string, url: string): string | null {
  const plain = url.replace(/^file:/, '');
  let decoded: string;
  try {
    decoded = decodeURIComponent(plain);
  } catch {
    return null;
  }
  const [folder] = splitPath(parsePrintedPath(archive));
  const node = tree.resolve(resolveUrl(folder, encodeText(decoded)));
  return node?.type === 'file' ? printPath(node.path) : null;
}

/** Dot segments are removed from the text (RFC 3986 §5.2.4), whatever links lie there. */
function resolveUrl(folder: string, url: string): RootPath {
  const parts: string[] = [];
  for (const part of (url.startsWith('/') ? url : `${folder}/${url}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/') as RootPath;
}

/** Folders from which a servlet container loads every archive. */
function* containerFolders(
  { tree }: JavaInput,
  { mainClass, properties }: JavaStart,
): Generator<{ from: string; folder: RootPath; rule: string }> {
  if (mainClass !== 'org.apache.catalina.startup.Bootstrap') return;
  const homes = new Set(
    ['catalina.base', 'catalina.home'].flatMap((name) => {
      const value = properties.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
      const path = value === undefined ? undefined : normalisePath(encodeText(value));
      return path === undefined ? [] : [path];
    }),
  );
  for (const home of homes) {
    const from = printPath(`${home}/bin/bootstrap.jar`);
    yield { from, folder: `${home}/lib` as RootPath, rule: 'tomcat-common-loader' };
    const apps = `${home}/webapps` as RootPath;
    yield { from, folder: apps, rule: 'tomcat-webapp' };
    for (const name of tree.list(apps))
      yield { from, folder: `${apps}/${name}/WEB-INF/lib` as RootPath, rule: 'web-inf-lib' };
  }
}
