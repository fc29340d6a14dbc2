import { DatabaseSync } from 'node:sqlite';
import { elfProgram } from '#engine/testing/elf-files.ts';
import { image, dockerArchive, archiveOf, ociLayout, type BuiltImage } from '#engine/testing/image.ts';
import { madePackage } from '#engine/testing/rpm-header.ts';
import { writeSqlite } from '#engine/testing/sqlite-files.ts';
import { file } from '#engine/testing/tar.ts';

/** Names that would act, were they shown as they are. */
export const hostile = {
  markup: '<img src=x onerror=alert(1)>',
  override: 'a\u202egpj.sh',
  escape: '\u001b[31mred\u001b[0m',
} as const;

/** A dpkg status stanza. */
export function stanza(name: string, version: string, more = ''): string {
  return `Package: ${name}\nStatus: install ok installed\nMaintainer: Nobody <nobody@example.org>\nArchitecture: amd64\nVersion: ${version}\n${more}Description: ${name}\n`;
}

/** An image with one dpkg database. */
export function debian(
  tag: string,
  stanzas: readonly string[],
  more: readonly (readonly [string, string])[] = [],
): BuiltImage {
  return image({
    tags: [tag],
    created: '2026-01-01T00:00:00Z',
    entrypoint: ['/bin/run'],
    layers: [
      {
        createdBy: 'ADD rootfs',
        entries: [
          file('etc/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'),
          file('var/lib/dpkg/status', stanzas.join('\n')),
          ...more.map(([name, content]) => file(name, content)),
        ],
      },
    ],
  });
}

/** The script that {@link started} starts; what it starts in the end is said in line 6. */
const startScript = `#!/bin/sh
# once a week, and whatever day it is
if [ "$(date +%u)" = 1 ]; then weekly; fi
"/opt/$(date +%A)"

exec greet "$@"
`;

/**
 * An image whose start runs a script, which runs a packaged program with a library; and may run more. `tag`: of `acme/started`.
 * `versions`: of its packages, where they are not 1.0-1.
 */
export function started(tag = '1', versions: Readonly<Record<string, string>> = {}): BuiltImage {
  const interp = '/lib64/ld-linux-x86-64.so.2';
  const library = 'usr/lib/x86_64-linux-gnu/libgreet.so.1';
  const program = (name: string, needed: readonly string[] = []) =>
    file(`usr/bin/${name}`, Buffer.concat([elfProgram({ interp, needed }), Buffer.from(name)]), { mode: 0o755 });
  const lists = { greet: 'usr/bin/greet', libgreet1: library, weekly: 'usr/bin/weekly', libc6: interp.slice(1) };
  return image({
    tags: [`acme/started:${tag}`],
    created: `2026-01-0${tag}T00:00:00Z`,
    entrypoint: ['/docker-entrypoint.sh'],
    cmd: ['--loud'],
    env: ['PATH=/usr/bin:/bin'],
    layers: [
      {
        createdBy: 'ADD rootfs',
        entries: [
          file('etc/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'),
          file(
            'var/lib/dpkg/status',
            Object.keys(lists)
              .map((name) => stanza(name, versions[name] ?? '1.0-1'))
              .join('\n'),
          ),
          ...Object.entries(lists).map(([name, path]) => file(`var/lib/dpkg/info/${name}.list`, `/.\n/${path}\n`)),
          file('bin/sh', elfProgram({ interp }), { mode: 0o755 }),
          file(interp.slice(1), elfProgram({ soname: 'ld-linux-x86-64.so.2' }), { mode: 0o755 }),
          file(library, elfProgram({ soname: 'libgreet.so.1' })),
          program('date'),
          program('weekly'),
          program('greet', ['libgreet.so.1']),
        ],
      },
      {
        createdBy: 'COPY docker-entrypoint.sh leftover /',
        entries: [
          file('docker-entrypoint.sh', startScript, { mode: 0o755 }),
          file('opt/leftover', Buffer.concat([elfProgram({ interp }), Buffer.from('leftover')]), { mode: 0o755 }),
        ],
      },
    ],
  });
}

/** An image with one apk database. */
export function alpine(tag: string): BuiltImage {
  return image({
    tags: [tag],
    layers: [
      {
        createdBy: 'ADD alpine-minirootfs',
        entries: [
          file('etc/os-release', 'ID=alpine\nVERSION_ID=3.20.0\nPRETTY_NAME="Alpine Linux v3.20"\n'),
          file(
            'lib/apk/db/installed',
            'C:Q1eVpkasfqZAukAXFYbgwt4xAMZWU=\nP:musl\nV:1.2.5-r0\nA:x86_64\nL:MIT\nT:the musl c library\n\nC:Q1p78yvTLG094tHE1+dToJGbmYzQE=\nP:busybox\nV:1.36.1-r29\nA:x86_64\nL:GPL-2.0-only\nT:Size optimized toolbox\n',
          ),
        ],
      },
    ],
  });
}

/** An image with one rpm database, as SQLite itself writes it; its rows are longer than a page, so each lies in several pieces. */
export function fedora(tag: string, names: readonly string[]): BuiltImage {
  const { files } = writeSqlite(
    (path) => new DatabaseSync(path),
    (db) => {
      db.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)');
      const insert = db.prepare('INSERT INTO Packages (blob) VALUES (?)');
      const summary = { tag: 1004, texts: ['x'.repeat(9000)], translated: true } as const;
      for (const name of names) insert.run(madePackage({ name, more: [summary] }));
    },
  );
  return image({
    tags: [tag],
    layers: [
      {
        createdBy: 'ADD fedora',
        entries: [
          file('etc/os-release', 'ID=fedora\nVERSION_ID=42\nPRETTY_NAME="Fedora Linux 42"\n'),
          file('var/lib/rpm/rpmdb.sqlite', files.database),
        ],
      },
    ],
  });
}

export const docker = (...images: readonly BuiltImage[]): Uint8Array<ArrayBuffer> => dockerArchive(images);
export const oci = (...images: readonly BuiltImage[]): Uint8Array<ArrayBuffer> => archiveOf(ociLayout(images));
