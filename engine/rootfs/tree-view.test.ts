import { describe, expect, it, test } from 'vitest';
import { layerIndex } from '#engine/testing/layer.ts';
import { dir, file, hardlink, opaque, symlink, type TarEntry, whiteout } from '#engine/testing/tar.ts';
import type { TreeFilter, TreeFolds, TreeMode } from '#shared/model/layer-tree.ts';
import { ChangeRecorder } from './change-log.ts';
import { EntryFacts } from './entry-facts.ts';
import { LayerTree, type LoggedImage, summariseLayers } from './layer-tree.ts';
import { changesOf } from './path-changes.ts';
import { replayLayers } from './replay.ts';
import { TreeView } from './tree-view.ts';

function logged(layers: readonly (readonly TarEntry[])[]): LoggedImage {
  const indexes = layers.map(layerIndex);
  const recorder = new ChangeRecorder();
  const { rootfs } = replayLayers(indexes, undefined, recorder);
  return { indexes, tree: rootfs, log: recorder.log };
}

const everything: TreeFilter = { states: [], types: [], later: [], query: '' };
const unfolded: TreeFolds = { open: [], deep: [''], shut: [] };

/** Lines as `indent state name fields (bytes) later`. */
function lines(
  image: LoggedImage,
  mode: TreeMode,
  layer: number,
  filter: Partial<TreeFilter> = {},
  folds: TreeFolds = unfolded,
): string[] {
  const tree = new LayerTree(image, { mode, layer });
  const view = new TreeView(tree, { ...everything, ...filter });
  const all = view.lines(folds, (path) => view.find(path));
  const printed = [...view.linesAt(all, 0, 1000)].map(({ node, level }) => {
    const later = tree.later(node);
    return [
      '  '.repeat(level - 1) + { added: '+', modified: '~', removed: '-', same: '=' }[tree.stateOf(node)],
      tree.rootfs.nodes.name(node) + (view.isFolder(node) ? '/' : ''),
      ...tree.changed(node),
      ...(tree.bytes[node] === 0 ? [] : [`${tree.bytes[node]}B`]),
      ...later.map(({ what, layer }) => `${what}@${layer}`),
    ].join(' ');
  });
  expect(printed.length).toBe(all.total);
  return printed;
}

const image = logged([
  [
    dir('app'),
    file('app/a', 'one'),
    file('app/b', 'two'),
    file('app/run', '#!', { mode: 0o755 }),
    file('secret', 'key'),
  ],
  [
    file('app/a', 'three'),
    file('app/b', 'two', { mode: 0o600 }),
    file('app/run', '#!', { mode: 0o755 }),
    file('new/x', '12345'),
  ],
  [whiteout('secret'), opaque('app'), file('app/c', 'c'), symlink('link', 'app/c'), hardlink('hard', 'new/x')],
]);

describe('trees of modes', () => {
  it.for<[string, TreeMode, number, string[]]>([
    [
      'what the base brought, and what became of it',
      'layer',
      0,
      [
        '+ app/ 8B',
        '  + a 3B overwritten@1 removed@2',
        '  + b 3B overwritten@1 removed@2',
        '  + run 2B overwritten@1 removed@2',
        '+ secret 3B removed@2',
      ],
    ],
    [
      'what a layer changed, with the folders on the way',
      'layer',
      1,
      [
        '= app/ 10B',
        '  ~ a content 5B removed@2',
        '  ~ b mode 3B removed@2',
        '  = run 2B removed@2',
        '+ new/ 5B',
        '  + x 5B',
      ],
    ],
    [
      'whiteouts, opaque directories and hard links to lower layers',
      'layer',
      2,
      ['= app/ 1B', '  - a', '  - b', '  + c 1B', '  - run', '+ hard', '+ link', '- secret'],
    ],
    [
      'the tree after a layer',
      'upTo',
      1,
      [
        '= app/ 10B',
        '  ~ a content 5B removed@2',
        '  ~ b mode 3B removed@2',
        '  = run 2B removed@2',
        '+ new/ 5B',
        '  + x 5B',
        '= secret 3B removed@2',
      ],
    ],
    [
      'the finished tree and what is gone',
      'final',
      0,
      [
        '+ app/ 1B',
        '  - a removed@2',
        '  - b removed@2',
        '  + c 1B',
        '  - run removed@2',
        '+ new/ 5B',
        '  + x 5B',
        '+ hard',
        '+ link',
        '- secret removed@2',
      ],
    ],
  ])('%s', ([, mode, layer, expected]) => {
    expect(lines(image, mode, layer)).toEqual(expected);
  });

  it.for<[string, TreeMode, number, Partial<TreeFilter>, string[]]>([
    ['states', 'layer', 2, { states: ['removed'] }, ['= app/ 1B', '  - a', '  - b', '  - run', '- secret']],
    ['states and types together', 'layer', 2, { states: ['removed'], types: ['executable'] }, ['= app/ 1B', '  - run']],
    ['links', 'final', 0, { types: ['link'] }, ['+ link']],
    [
      'removed later, also where it was written anew before',
      'layer',
      0,
      { later: ['removed'], query: 'a' },
      ['+ app/ 8B', '  + a 3B overwritten@1 removed@2'],
    ],
    ['removed later and nothing else', 'upTo', 1, { later: ['removed'], query: 'secret' }, ['= secret 3B removed@2']],
    ['removed in the end', 'final', 0, { later: ['removed'], query: 'SEC' }, ['- secret removed@2']],
    ['a word of a path', 'upTo', 1, { query: '/app/r' }, ['= app/ 10B', '  = run 2B removed@2']],
    [
      'sizes, of what is gone too',
      'final',
      0,
      { query: 'size:>4B' },
      ['+ app/ 1B', '  - a removed@2', '+ new/ 5B', '  + x 5B', '+ hard'],
    ],
    ['nothing', 'final', 0, { query: 'owner:7' }, []],
  ])('filter: %s', ([, mode, layer, filter, expected]) => {
    expect(lines(image, mode, layer, filter)).toEqual(expected);
  });

  it.for<[string, TreeFolds, string[]]>([
    ['all shut', { open: [], deep: [], shut: [] }, ['= app/ 10B', '+ new/ 5B']],
    ['one open', { open: ['new'], deep: [], shut: [] }, ['= app/ 10B', '+ new/ 5B', '  + x 5B']],
    ['all but one', { open: [], deep: [''], shut: ['app'] }, ['= app/ 10B', '+ new/ 5B', '  + x 5B']],
    ['a folder that is not there', { open: ['nowhere'], deep: [], shut: [] }, ['= app/ 10B', '+ new/ 5B']],
  ])('folds: %s', ([, folds, expected]) => {
    expect(lines(image, 'layer', 1, {}, folds)).toEqual(expected);
  });
});

test('a folder that a layer lists on the way is not written anew by it; one with another mode is', () => {
  const listed = logged([
    [dir('etc'), dir('opt'), file('etc/a', '1'), file('opt/b', '2')],
    [dir('etc'), dir('opt', { mode: 0o700 }), file('etc/a', '3')],
  ]);
  expect(lines(listed, 'layer', 0)).toEqual([
    '+ etc/ 1B',
    '  + a 1B overwritten@1',
    '+ opt/ 1B overwritten@1',
    '  + b 1B',
  ]);
  expect(lines(listed, 'layer', 0, { later: ['overwritten'], types: ['dir'] })).toEqual(['+ opt/ 1B overwritten@1']);
});

test('a name that was removed and comes back is another one', () => {
  const back = logged([[file('f', '1')], [whiteout('f')], [file('f', '22')]]);
  expect(lines(back, 'layer', 0)).toEqual(['+ f 1B removed@1']);
});

test('two markers of one directory hide what the first of them hid', () => {
  const twice = logged([
    [file('d/a'), file('d/b')],
    [opaque('d'), opaque('d')],
  ]);
  expect([...(twice.log[1]?.opaque.values() ?? [])]).toEqual([2]);
});

test('names are filtered by what they are printed as', () => {
  // A byte that is no UTF-8.
  const odd = logged([[file('caf\u00e9', '1'), file('plain', '2')]]);
  expect(lines(odd, 'final', 0, { query: String.raw`caf\xe9` })).toEqual(['+ caf\u00e9 1B']);
});

test('a folder in the middle: lines, places and windows agree', () => {
  const many = logged([Array.from({ length: 300 }, (_, k) => file(`d${String(k % 30).padStart(2, '0')}/f${k}`))]);
  const view = new TreeView(new LayerTree(many, { mode: 'final', layer: 0 }), everything);
  const folds: TreeFolds = { open: ['d03', 'd17'], deep: [], shut: [] };
  const all = view.lines(folds, (path) => view.find(path));
  expect(all.total).toBe(30 + 10 + 10);
  const whole = [...view.linesAt(all, 0, 1000)];
  for (let offset = 0; offset < whole.length; offset++) {
    expect([...view.linesAt(all, offset, 7)]).toEqual(whole.slice(offset, offset + 7));
    expect(view.lineOf(all, whole[offset]?.node ?? -1)).toBe(offset);
  }
  expect(view.lineOf(all, view.find('d04/f4'))).toBeNull();
});

test('what each layer did, directories left out', () => {
  expect(summariseLayers(image)).toEqual([
    { index: 0, counts: { added: 4, modified: 0, removed: 0, same: 0 }, bytes: 11, readable: true },
    { index: 1, counts: { added: 1, modified: 2, removed: 0, same: 1 }, bytes: 15, readable: true },
    { index: 2, counts: { added: 3, modified: 0, removed: 4, same: 0 }, bytes: 1, readable: true },
  ]);
});

test('every layer that touched a path, also by a marker above it', () => {
  const view = new TreeView(new LayerTree(image, { mode: 'final', layer: 0 }), everything);
  const facts = new EntryFacts(image.indexes);
  const told = (path: string) =>
    changesOf(image.log, facts, view.find(path)).map(({ layer, state, changed }) =>
      [layer, state, ...changed].join(' '),
    );
  expect(told('app/b')).toEqual(['0 added', '1 modified mode', '2 removed']);
  expect(told('app/run')).toEqual(['0 added', '1 same', '2 removed']);
  expect(told('secret')).toEqual(['0 added', '2 removed']);
});
