import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFolder } from '../../support/cache-folder.ts';
import { missingTools, run } from '../../support/tools.ts';
import { diversions, dpkgRows } from '../../gather/dpkg-rows.ts';
import { layerNames } from '../../gather/layer-names.ts';
import { OciLayout } from '../../gather/oci-layout.ts';
import { walkTree } from '../../gather/walk-tree.ts';
import { handLayer, otherTopLayer } from './hand-layer.ts';
import { writeForms } from './image-forms.ts';
import type { ImageTruth } from '../../gather/image-truth.ts';

/** What the tests on the Debian image need; an empty list means that they can run. */
export const debianLacks: readonly string[] = missingTools([
  'mmdebstrap',
  'buildah',
  'skopeo',
  'umoci',
  'dpkg-deb',
  'dpkg-query',
  'tar',
  'gzip',
  'zstd',
]);

/** Name of the image in its layouts and archives. */
export const TAG = 'stellaops/e2e:debian';

const here = import.meta.dirname;

/**
 * A Debian image of nine layers from real packages: a folder with one entry per form (see {@link writeForms}), and `other-top`, a
 * layout of another image that shares the lowest three layers.
 *
 * First use on a machine takes some minutes and the Debian archive that apt is set up for; later ones read the cache.
 */
export function debianImage(): string {
  return cachedFolder('debian', [here], (folder) => {
    const work = mkdtempSync(`${folder}.work-`);
    try {
      const image = buildLayout(work);
      writeForms(image.addLayer(tarFile(work, 'hand.tar', handLayer())), folder);
      image.cut(3, join(folder, 'other-top')).addLayer(tarFile(work, 'other.tar', otherTopLayer()));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

/** What other tools find in the image after each layer. Cached apart: looking takes a third of the time of building. */
export function debianTruth(): ImageTruth {
  const folder = cachedFolder('debian-truth', [here, join(here, '../../gather')], (draft) => {
    const image = new OciLayout(join(debianImage(), 'oci-layout'), TAG);
    writeFileSync(join(draft, 'truth.json'), JSON.stringify(truthOf(image, draft)));
  });
  return JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as ImageTruth;
}

function tarFile(folder: string, name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

function buildLayout(work: string): OciLayout {
  const at = (name: string): string => join(work, name);
  for (const name of ['context', 'debs', 'lists/partial', 'cache/archives/partial'])
    mkdirSync(at(name), { recursive: true });
  run('mmdebstrap', ['--quiet', '--variant=minbase', '--mode=root', 'bookworm', at('context/base.tar')]);
  run('sh', ['-e', join(here, 'build-debs.sh'), at('debs')]);
  const driver = overlayWorks(work) ? 'overlay' : 'vfs';
  const storage = ['--storage-driver', driver, '--root', at('storage'), '--runroot', at('run')];
  const mounts = [`${here}:/recipe:ro`, `${at('debs')}:/debs:ro`, `${at('lists')}:/var/lib/apt/lists`];
  mounts.push(`${at('cache')}:/var/cache/apt`);
  try {
    const options = ['--quiet', '--isolation', 'chroot', '--cap-add', 'CAP_MKNOD', '--layers', '--format', 'oci'];
    const volumes = mounts.flatMap((mount) => ['-v', mount]);
    const recipe = ['-f', join(here, 'Containerfile'), '-t', TAG, at('context')];
    run('buildah', [...storage, 'bud', ...options, ...volumes, ...recipe]);
    const stored = `containers-storage:[${driver}@${at('storage')}+${at('run')}]localhost/${TAG}`;
    run('skopeo', ['copy', '-q', stored, `oci:${at('layout')}:${TAG}`]);
  } finally {
    run('buildah', [...storage, 'rmi', '--all', '--force']);
  }
  return new OciLayout(at('layout'), TAG);
}

/** Overlay gives opaque directories and is fast; where the kernel or the file system refuses it, the copying driver works too. */
function overlayWorks(work: string): boolean {
  const folder = join(work, 'probe');
  const [lower, upper, inner, merged] = ['lower', 'upper', 'inner', 'merged'].map((name) => join(folder, name));
  for (const name of [lower, upper, inner, merged]) mkdirSync(name as string, { recursive: true });
  try {
    run('mount', [
      '-t',
      'overlay',
      'overlay',
      '-o',
      `lowerdir=${lower},upperdir=${upper},workdir=${inner}`,
      merged ?? '',
    ]);
  } catch {
    return false;
  }
  run('umount', [merged as string]);
  return true;
}

/** Unpacks the image's first 1, 2, … layers and looks. */
function truthOf(image: OciLayout, work: string): ImageTruth {
  return {
    layers: image.manifest.layers.map((layer, i) => {
      const [cut, tree] = [join(work, `cut-${i}`), join(work, `tree-${i}`)];
      image.cut(i + 1, cut).unpack(tree);
      const rows = walkTree(tree);
      const packages = dpkgRows(tree);
      const diverted = diversions(tree);
      rmSync(tree, { recursive: true });
      rmSync(cut, { recursive: true });
      return { rows, names: layerNames(image.blobFile(layer)), packages, diverted };
    }),
  };
}
