import type { RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { type NodeFiles, parentOf, within, withinText } from './files.ts';

/** Folders in which the package `bindings` looks for a compiled addon, in its order; those with a version of Node in them are left out. */
const BINDINGS = [
  'build',
  'build/Debug',
  'build/Release',
  'out/Debug',
  'Debug',
  'out/Release',
  'Release',
  'build/default',
  'addon-build/release/install-root',
  'addon-build/debug/install-root',
  'addon-build/default/install-root',
];

/** `require('bindings')('name')`: the first that is there, from the nearest folder above that has a package.json or node_modules. */
export function findWithBindings(files: NodeFiles, from: RootPath, name: string): TreeNode | undefined {
  const file = name.endsWith('.node') ? name : `${name}.node`;
  for (let root = from; ; root = parentOf(root)) {
    if (files.at(within(root, 'package.json')) || files.at(within(root, 'node_modules'))) {
      for (const folder of BINDINGS) {
        const node = files.fileAt(withinText(within(root, folder), file));
        if (node) return node;
      }
      return undefined;
    }
    if (root === '') return undefined;
  }
}

/** Machines as Node names them, by the part of a loader's file name that names them. */
const LOADERS: readonly (readonly [name: RegExp, arch: string, libc: 'glibc' | 'musl'])[] = [
  [/^ld-linux-x86-64\.so/, 'x64', 'glibc'],
  [/^ld-linux-aarch64\.so/, 'arm64', 'glibc'],
  [/^ld-linux-armhf\.so/, 'arm', 'glibc'],
  [/^ld-linux\.so\.2/, 'ia32', 'glibc'],
  [/^ld-linux-riscv64/, 'riscv64', 'glibc'],
  [/^ld64\.so\.1/, 's390x', 'glibc'],
  [/^ld64\.so\.2/, 'ppc64', 'glibc'],
  [/^ld-musl-x86_64\.so/, 'x64', 'musl'],
  [/^ld-musl-aarch64\.so/, 'arm64', 'musl'],
  [/^ld-musl-arm/, 'arm', 'musl'],
  [/^ld-musl-i386/, 'ia32', 'musl'],
];

/** Machines whose programs the image's loaders start, and whether all of these are musl's; none: there is no loader. */
export function machinesOf(files: NodeFiles): Readonly<{ names: readonly string[]; isMusl: boolean }> {
  const loaders = ['lib64', 'lib'].flatMap((at) => files.list(at as RootPath));
  const found = LOADERS.filter(([name]) => loaders.some((entry) => name.test(entry)));
  return {
    names: [...new Set(found.map(([, name]) => name))],
    isMusl: found.length > 0 && found.every(([, , libc]) => libc === 'musl'),
  };
}

/**
 * `require('node-gyp-build')(folder)`: what was built, else prebuilt files of the image's machine and C library. Which of those with an
 * ABI number fits depends on the version of Node, so all are told, unless one is for Node-API, which fits every version.
 */
export function findWithNodeGypBuild(files: NodeFiles, folder: RootPath): TreeNode[] {
  for (const place of ['build/Release', 'build/Debug']) {
    const built = addonsIn(files, within(folder, place))[0];
    if (built) return [built];
  }
  const prebuilds = within(folder, 'prebuilds');
  const { names: machines, isMusl } = machinesOf(files);
  const fits = files
    .list(prebuilds)
    .filter((name) => {
      const [platform = '', archs = ''] = name.split('-');
      return (
        platform === 'linux' && (machines.length === 0 || archs.split('+').some((arch) => machines.includes(arch)))
      );
    })
    .flatMap((name) => addonsIn(files, within(prebuilds, name)))
    .filter(({ path }) => {
      const tags = path.slice(path.lastIndexOf('/') + 1).split('.');
      return !tags.includes('electron') && !tags.includes('node-webkit') && !tags.includes(isMusl ? 'glibc' : 'musl');
    });
  const stable = fits.filter(({ path }) => !/\.abi\d+\./.test(path.slice(path.lastIndexOf('/'))));
  return stable.length > 0 ? stable : fits;
}

function addonsIn(files: NodeFiles, folder: RootPath): TreeNode[] {
  return files
    .list(folder)
    .filter((name) => name.endsWith('.node'))
    .map((name) => files.fileAt(within(folder, name)))
    .filter((node) => node !== undefined);
}
