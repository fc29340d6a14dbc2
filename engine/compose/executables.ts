import type { Component } from '#shared/model/component.ts';
import type { Evidence } from '#shared/model/evidence.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import { printPath, splitPath } from '#shared/model/root-path.ts';
import type { ContentKind, LayerInfo, TreeNode } from '#shared/model/tree.ts';
import type { ComposeInput, StatedFact } from './input.ts';
import { prove } from './locate.ts';
import { nativeDetails } from './native-details.ts';
import type { Ownership } from './ownership.ts';

/** Native formats: what their magic names is an executable or a library. Scripts are read as text and are no components. */
const EXECUTABLE: ReadonlySet<ContentKind> = new Set(['elf', 'pe', 'macho']);

/** Analyzer of the layer pass itself: the first bytes of each file. */
const MAGIC = 'layers/content-kind@1';

/**
 * Executables that no package owns, one component per content: `bin:sha256:<hex>`. Ask {@link Ownership} about all packages first.
 */
export function composeExecutables(
  { tree, layers, factsOf }: Pick<ComposeInput, 'tree' | 'layers' | 'factsOf'>,
  ownership: Ownership,
): Component[] {
  const byContent = new Map<Sha256, TreeNode[]>();
  for (const node of tree.files((_type, kind) => EXECUTABLE.has(kind))) {
    if (node.sha256 === undefined || ownership.isOwned(node)) continue;
    const same = byContent.get(node.sha256);
    if (same) same.push(node);
    else byContent.set(node.sha256, [node]);
  }
  return [...byContent].map(([sha256, nodes]) => componentOf(sha256, nodes, layers, factsOf(sha256)));
}

function componentOf(
  sha256: Sha256,
  nodes: readonly TreeNode[],
  layers: readonly LayerInfo[],
  stated: readonly StatedFact[],
): Component {
  const [first] = nodes as readonly [TreeNode, ...TreeNode[]];
  return {
    key: `bin:sha256:${sha256}`,
    purl: null,
    type: 'bin',
    name: printPath(splitPath(first.path)[1]),
    version: null,
    arch: null,
    source: null,
    state: 'present',
    origin: 'file',
    layers: {
      introduced: Math.min(...nodes.map((node) => node.contentSince)),
      recordWritten: null,
      lastModified: Math.max(...nodes.map((node) => node.lastModified)),
      removed: null,
    },
    licences: [],
    details: {
      format: first.contentKind ?? 'none',
      size: String(first.size ?? 0),
      reason: 'no package lists it, and it names none itself',
      ...nativeDetails(stated),
    },
    occurrences: nodes.map((node) => ({ path: printPath(node.path), layer: node.contentSince })),
    dependencies: [],
    files: [],
    missingFiles: [],
    evidence: [
      ...nodes.map((node): Evidence => ({
        source: 'executable-bytes',
        method: 'hash-comparison',
        proves: 'component',
        analyzer: MAGIC,
        locator: {
          layerIndex: node.lastModified,
          diffId: (layers[node.lastModified] as LayerInfo).diffId,
          path: printPath(node.path),
          container: [],
          kind: 'bytes',
          segments: [{ from: 0, to: node.size ?? 0 }],
          sha256,
        },
      })),
      ...tracesIn(first, stated, layers),
    ],
  };
}

/** Places that mention crates of the registry: the program is made of Rust code, and nothing says in which versions it was linked. */
function tracesIn(file: TreeNode, stated: readonly StatedFact[], layers: readonly LayerInfo[]): Evidence[] {
  return stated.flatMap(({ fact, analyzer }) =>
    fact.kind === 'cargo-trace'
      ? prove(
          { source: 'build-info', method: 'binary-analysis', proves: 'component', analyzer },
          fact.cited,
          file,
          layers,
        )
      : [],
  );
}
