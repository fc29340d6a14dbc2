import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/tools.ts';

/** A member of a tar: its content is the bytes from `from` up to `end`. */
export type Member = Readonly<{ name: string; from: number; end: number }>;

/**
 * Writes a docker-save archive again with manifest.json and the config in front: cut anywhere behind them, it still says what it
 * should have held. (skopeo writes them last, other tools in between.)
 *
 * @returns its members: manifest.json, the config, the layers from the base up
 */
export function manifestFirst(archive: string, work: string, to: string): Member[] {
  const folder = join(work, 'members');
  mkdirSync(folder);
  run('tar', ['-C', folder, '-xf', archive]);
  const [item] = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    Config: string;
    Layers: string[];
  }[];
  if (!item) throw new Error(`no image in ${archive}`);
  const names = ['manifest.json', item.Config, ...item.Layers];
  run('tar', ['-C', folder, '--format=ustar', '-cf', `${to}.draft`, ...names]);
  renameSync(`${to}.draft`, to);
  rmSync(folder, { recursive: true });
  return membersOf(to);
}

/** Members of a tar with where their content begins and ends, from GNU tar's block numbers. */
function membersOf(archive: string): Member[] {
  const lines = run('tar', ['-tvR', '--full-time', '-f', archive]).toString().split('\n');
  return lines.flatMap((line) => {
    const [, block, size, name] = /^block (\d+): \S+ \S+ +(\d+) \S+ \S+ (.*)$/.exec(line) ?? [];
    if (name === undefined || name.startsWith('**')) return [];
    const from = (Number(block) + 1) * 512;
    return [{ name, from, end: from + Number(size) }];
  });
}
