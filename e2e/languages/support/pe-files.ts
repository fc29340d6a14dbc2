import { openSync, closeSync, readdirSync, readSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '../../images/support/tools.ts';

/** Files that GNU's, Microsoft's, .NET's and Rust's compilers made for Windows, and boot loaders. */
const DEBIAN = [
  'libz-mingw-w64',
  'gcc-mingw-w64-x86-64-posix-runtime',
  'shim-signed',
  'shim-helpers-amd64-signed',
  'systemd-boot-efi',
];
const NPM = [
  'nerdbank-gitversioning@3.6.143',
  '@rollup/rollup-win32-x64-msvc@4.68.8',
  '@rollup/rollup-win32-ia32-msvc@4.68.8',
  '@rollup/rollup-win32-arm64-msvc@4.68.8',
];
const WHEELS = ['msvc-runtime==14.44.35112', 'pywin32==312', 'distlib==0.4.4', 'setuptools==84.2.1'];

/** Downloads the packages, some 37 MB, and unpacks them below `folder`. Returns the files that begin as DOS programs do. */
export function downloadPeFiles(folder: string): string[] {
  const fresh = (name: string): string => {
    const path = join(folder, name.replaceAll(/\W/g, '-'));
    mkdirSync(path);
    return path;
  };
  for (const name of DEBIAN) {
    const cwd = fresh(name);
    run('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', name], { cwd });
    for (const archive of readdirSync(cwd)) run('dpkg-deb', ['-x', archive, '.'], { cwd });
  }
  for (const name of NPM) {
    const cwd = fresh(name);
    run('tar', ['xzf', run('npm', ['pack', '--silent', name], { cwd }).toString().trim()], { cwd });
  }
  const wheels = fresh('wheels');
  const forWindows = ['--only-binary=:all:', '--platform', 'win_amd64', '--python-version', '3.11', '--no-deps'];
  run('pip3', ['download', '--quiet', '--disable-pip-version-check', ...forWindows, ...WHEELS], { cwd: wheels });
  for (const wheel of readdirSync(wheels))
    run('python3', ['-m', 'zipfile', '-e', wheel, basename(wheel, '.whl')], { cwd: wheels });
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(beginsAsDosProgram)
    .sort();
}

function beginsAsDosProgram(path: string): boolean {
  const file = openSync(path, 'r');
  const head = Buffer.alloc(2);
  readSync(file, head);
  closeSync(file);
  return head.toString('latin1') === 'MZ';
}
