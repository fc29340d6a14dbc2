import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../../images/support/tools.ts';

/** A package to be built. `files`: by path from the root. */
export type Deb = Readonly<{ name: string; version: string; files: Readonly<Record<string, string>> }>;

/** What dpkg-query says of an installed package. */
export type Installed = Readonly<{ name: string; version: string }>;

/** A root file system that dpkg itself installs into. */
export class DpkgRoot {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
    for (const folder of ['var/lib/dpkg/info', 'var/lib/dpkg/updates', 'etc', 'usr/bin'])
      mkdirSync(join(path, folder), { recursive: true });
    writeFileSync(join(path, 'var/lib/dpkg/status'), '');
    writeFileSync(join(path, 'etc/os-release'), 'ID=debian\nVERSION_ID="12"\n');
  }

  /** Another root that begins as this one is now. */
  copy(path: string): DpkgRoot {
    cpSync(this.path, path, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    return Object.setPrototypeOf({ path }, DpkgRoot.prototype) as DpkgRoot;
  }

  dpkg(...args: readonly string[]): void {
    const forced = '--force-script-chrootless,downgrade,depends';
    run('dpkg', [`--root=${this.path}`, '--log=/dev/null', forced, ...args]);
  }

  installed(): Installed[] {
    const format = '${Package}\\t${Version}\\t${db:Status-Abbrev}\\n';
    return run('dpkg-query', [`--admindir=${join(this.path, 'var/lib/dpkg')}`, '-W', '-f', format])
      .toString()
      .split('\n')
      .flatMap((line) => {
        const [name, version, state] = line.split('\t');
        return name && version !== undefined && state?.startsWith('ii') ? [{ name, version }] : [];
      });
  }

  /** Everything but folders by path: type, mode and owner, and the digest or target of what is in it, as find and sha256sum say. */
  files(): Map<string, Readonly<{ metadata: string; content: string }>> {
    const found = run('find', [
      this.path,
      '-mindepth',
      '1',
      '!',
      '-type',
      'd',
      '-printf',
      '%P\\t%y\\t%m %U:%G\\t%l\\n',
    ]);
    const digests = run('find', [this.path, '-type', 'f', '-exec', 'sha256sum', '{}', '+']).toString().split('\n');
    const digestOf = new Map(digests.map((line) => [line.slice(66 + this.path.length + 1), line.slice(0, 64)]));
    return new Map(
      found
        .toString()
        .split('\n')
        .filter(Boolean)
        .map((line) => {
          const [path = '', type = '', metadata = '', target = ''] = line.split('\t');
          return [path, { metadata, content: `${type} ${digestOf.get(path) ?? target}` }];
        }),
    );
  }

  /** All of it as the bytes of a layer. */
  tar(): Uint8Array<ArrayBuffer> {
    return tarOf(this.path);
  }

  /** What changed since another root, as the layer that a builder would write. @param work an empty folder */
  layerSince(before: DpkgRoot, work: string): Uint8Array<ArrayBuffer> {
    const [old, now] = [before.files(), this.files()];
    const put = (path: string, write: (to: string) => void): void => {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      write(join(work, path));
    };
    for (const [path, file] of now) {
      const was = old.get(path);
      if (was?.content === file.content && was.metadata === file.metadata) continue;
      put(path, (to) => run('cp', ['-a', join(this.path, path), to]));
    }
    for (const path of old.keys())
      if (!now.has(path)) put(join(dirname(path), `.wh.${path.split('/').at(-1)}`), (to) => writeFileSync(to, ''));
    return tarOf(work);
  }
}

/** Builds a package with dpkg-deb. @returns its file */
export function buildDeb(folder: string, { name, version, files }: Deb): string {
  const tree = join(folder, `${name}-${version.replaceAll(/[^a-z0-9.]/g, '-')}`);
  const control = `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: made for a test\n`;
  for (const [path, content] of Object.entries({ ...files, 'DEBIAN/control': control })) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  }
  run('dpkg-deb', ['--root-owner-group', '-b', tree, `${tree}.deb`]);
  return `${tree}.deb`;
}

function tarOf(folder: string): Uint8Array<ArrayBuffer> {
  const archive = `${folder}.tar`;
  run('tar', ['-C', folder, '--sort=name', '-cf', archive, '.']);
  return new Uint8Array(readFileSync(archive));
}
