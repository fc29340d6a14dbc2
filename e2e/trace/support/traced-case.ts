import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Dispatch } from '#engine/analyzers/dispatch.ts';
import { traceImage } from '#engine/entrytrace/trace-image.ts';
import { TarReader } from '#engine/formats/tar/reader.ts';
import type { LayerIndex } from '#engine/layers/layer-index.ts';
import { LayerPass } from '#engine/layers/layer-pass.ts';
import { PackWriter } from '#engine/layers/pack.ts';
import { replayLayers } from '#engine/rootfs/replay.ts';
import { NO_CONFIG } from '#engine/testing/trace.ts';
import type { EntryTrace } from '#shared/model/entry-trace.ts';
import { run } from '../../images/support/tools.ts';
import type { Case } from './cases.ts';

/** Index of a folder as one layer: what a scan would make of it. */
export function layerOf(folder: string): LayerIndex {
  const tar = run('tar', ['--one-file-system', '-C', folder, '-c', '.']);
  const pass = new LayerPass({
    dispatch: new Dispatch([]),
    isKnown: () => false,
    pack: new PackWriter(() => undefined),
  });
  const reader = new TarReader(pass);
  reader.push(tar);
  reader.finish();
  return pass.finish().index;
}

/** A case's own files, as the upper folder of an overlay. */
export function writeCase({ files = {}, servers }: Case, root: string, folder: string): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    chmodSync(join(folder, path), content.startsWith('#!') || path.endsWith('.envsh') ? 0o755 : 0o644);
  }
  for (const server of servers) {
    mkdirSync(dirname(join(folder, server)), { recursive: true });
    copyFileSync(join(root, 'stay'), join(folder, server));
    chmodSync(join(folder, server), 0o755);
  }
}

/** The trace of a case, from the layers alone. @param merged where both layers lie as one, for the bytes of files */
export function traceCase(one: Case, layers: LayerIndex[], merged: string): EntryTrace {
  const env = Object.entries(caseEnv(one)).map(([name, value]) => `${name}=${value}`);
  return traceImage({
    config: {
      ...NO_CONFIG,
      entrypoint: one.entrypoint ?? null,
      cmd: one.cmd ?? null,
      env,
      workingDir: one.cwd ?? '/',
      user: one.uid === undefined ? '' : String(one.uid),
    },
    tree: replayLayers(layers).rootfs,
    readText: ({ path }) => readFileSync(join(merged, path)),
  });
}

export function caseEnv({ env = {} }: Case): Record<string, string> {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    HOSTNAME: 'box',
    ...env,
  };
}

/** Both layers as one tree that may be written to. */
export class Overlay implements Disposable {
  readonly merged: string;

  constructor(lower: string, upper: string, work: string) {
    this.merged = join(work, 'merged');
    for (const folder of [this.merged, join(work, 'work')]) mkdirSync(folder, { recursive: true });
    run('mount', [
      '-t',
      'overlay',
      'overlay',
      '-o',
      `lowerdir=${lower},upperdir=${upper},workdir=${join(work, 'work')}`,
      this.merged,
    ]);
    run('mount', ['-t', 'proc', 'proc', join(this.merged, 'proc')]);
    run('mount', ['--bind', '/dev', join(this.merged, 'dev')]);
  }

  [Symbol.dispose](): void {
    for (const folder of ['dev', 'proc', '.']) execFileSync('umount', ['-l', join(this.merged, folder)]);
  }
}
