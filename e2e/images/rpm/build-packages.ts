import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TempFolder, run } from './rpm-tool.ts';

/** Packages that between them have what a header can have. Digest numbers: 1 MD5, 2 SHA-1, 8 SHA-256, 10 SHA-512. */
const PACKAGES: readonly Readonly<{
  name: string;
  tags: string;
  digest: number;
  files: readonly string[];
  listed?: string;
}>[] = [
  { name: 'plain', tags: '', digest: 8, files: ['/opt/plain/a', '/opt/plain/b'] },
  { name: 'empty', tags: '', digest: 8, files: [] },
  { name: 'epoch', tags: 'Epoch: 3', digest: 10, files: ['/opt/epoch/a'] },
  { name: 'epoch-zero', tags: 'Epoch: 0', digest: 1, files: ['/opt/epoch-zero/a'] },
  {
    name: 'with-hyphens-and-1-2',
    tags: 'Vendor: Some One <one@example.org>\nGroup: Some/Group\nURL: https://example.org/?a=b\nModularityLabel: mod:1:2:abc',
    digest: 2,
    files: ['/opt/with space', '/opt/ünï'],
  },
  {
    name: 'ghosts',
    tags: '',
    digest: 8,
    files: ['/opt/ghosts/real', '/etc/ghosts.conf', '/opt/ghosts/ghost'],
    listed: '/opt/ghosts/real\n%dir /opt/ghosts\n%config(noreplace) /etc/ghosts.conf\n%ghost /opt/ghosts/ghost',
  },
  // A header that is larger than any page.
  {
    name: 'many',
    tags: '',
    digest: 8,
    files: Array.from({ length: 3000 }, (_, i) => `/opt/many/${i % 50}/${'f'.repeat(i % 90)}${i}`),
  },
  { name: 'some', tags: '', digest: 8, files: Array.from({ length: 60 }, (_, i) => `/opt/some/${i}`) },
];

const packageNames = PACKAGES.map((made) => made.name);

/** Builds the packages with rpmbuild. @returns paths of the .rpm files by package name */
export function buildPackages(temp: TempFolder): ReadonlyMap<string, string> {
  const top = temp.folder('build');
  for (const made of PACKAGES) {
    const spec = join(top, `${made.name}.spec`);
    writeFileSync(spec, specOf(made));
    const macros = [`_topdir ${top}`, '__os_install_post %{nil}', `_binary_filedigest_algorithm ${made.digest}`];
    const defines = macros.flatMap((macro) => ['--define', macro]);
    run('rpmbuild', ['-bb', '--nodeps', ...defines, spec], { home: top });
  }
  const folder = join(top, 'RPMS', 'noarch');
  const files = readdirSync(folder);
  return new Map(
    packageNames.map((name) => {
      const file = files.find((one) => one.startsWith(`${name}-1.0-`));
      if (file === undefined) throw new Error(`rpmbuild made no ${name}: ${files.join(', ')}`);
      return [name, join(folder, file)];
    }),
  );
}

function specOf({ name, tags, files, listed }: (typeof PACKAGES)[number]): string {
  const install = files.map(
    (file) => `mkdir -p "%{buildroot}$(dirname "${file}")"; echo ${name} > "%{buildroot}${file}"`,
  );
  return `Name: ${name}
Version: 1.0
Release: 1.te~st
Summary: Ünïcode of ${name}
License: MIT AND (Apache-2.0 OR BSD-3-Clause)
BuildArch: noarch
${tags}
%description
A package for tests.
%install
mkdir -p %{buildroot}
${install.join('\n')}
%files
${listed ?? files.map((file) => `"${file}"`).join('\n')}
`;
}

/** Makes a folder for a database and installs packages into it, without their files. */
export function install(db: string, backEnd: string, rpms: readonly string[]): void {
  mkdirSync(db, { recursive: true });
  run('rpm', [
    '--define',
    `_db_backend ${backEnd}`,
    '--dbpath',
    db,
    '-i',
    '--justdb',
    '--nodeps',
    '--ignorearch',
    '--noscripts',
    ...rpms,
  ]);
}

export function erase(db: string, backEnd: string, names: readonly string[]): void {
  run('rpm', [
    '--define',
    `_db_backend ${backEnd}`,
    '--dbpath',
    db,
    '-e',
    '--justdb',
    '--nodeps',
    '--noscripts',
    ...names,
  ]);
}
