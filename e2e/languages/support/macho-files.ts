import { mkdirSync, openSync, closeSync, readdirSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../images/support/tools.ts';

/** Addons, libraries and programs: C++, Rust, Swift and Go; for one CPU and universal; ad hoc, by Apple's tools and not signed. */
const PACKAGES = [
  '7zip-bin@5.2.0',
  '@azure/msal-node-runtime@0.20.7',
  '@cbor-extract/cbor-extract-darwin-arm64@2.2.2',
  '@esbuild/darwin-arm64@0.28.2',
  '@github/keytar@7.10.6',
  '@img/sharp-darwin-arm64@0.35.5',
  '@img/sharp-darwin-x64@0.35.5',
  '@lmdb/lmdb-darwin-arm64@3.5.6',
  '@lmdb/lmdb-darwin-x64@3.5.6',
  '@msgpackr-extract/msgpackr-extract-darwin-arm64@3.0.7',
  '@msgpackr-extract/msgpackr-extract-darwin-x64@3.0.7',
  '@node-rs/argon2-darwin-x64@2.2.1',
  '@node-rs/bcrypt-darwin-arm64@1.10.8',
  '@node-rs/crc32-darwin-arm64@1.10.8',
  '@node-rs/crc32-darwin-x64@1.10.8',
  '@parcel/watcher-darwin-arm64@2.6.0',
  '@parcel/watcher-darwin-x64@2.6.0',
  '@rollup/rollup-darwin-arm64@4.68.8',
  '@rollup/rollup-darwin-x64@4.68.8',
  '@sentry/cli-darwin@3.8.0',
  '@serialport/bindings-cpp@13.0.1',
  'active-win@9.0.0',
  'aperture@7.0.0',
  'bufferutil@4.1.0',
  'classic-level@3.0.0',
  'file-icon@6.0.0',
  'fsevents@2.3.3',
  'get-windows@9.3.0',
  'lightningcss-darwin-arm64@1.33.0',
  'node-notifier@10.0.1',
  'trash@10.1.1',
  'utf-8-validate@6.0.6',
  'wallpaper@7.3.1',
];
const MAGICS = ['cafebabe', 'cefaedfe', 'cffaedfe', 'feedface', 'feedfacf'];

/** Downloads the packages, some 55 MB, and unpacks what is for Apple's systems below `folder`. */
export function downloadMachoFiles(folder: string): string[] {
  const archives = run('npm', ['pack', '--silent', ...PACKAGES], { cwd: folder })
    .toString()
    .trim()
    .split('\n');
  for (const archive of archives) {
    const cwd = join(folder, archive.replaceAll(/\W/g, '-'));
    mkdirSync(cwd);
    run('tar', ['xzf', join('..', archive)], { cwd });
  }
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => MAGICS.includes(magicOf(path)))
    .sort();
}

function magicOf(path: string): string {
  const file = openSync(path, 'r');
  const head = Buffer.alloc(4);
  readSync(file, head);
  closeSync(file);
  return head.toString('hex');
}

/** Old programs that Go's own tests have, for i386 too: their names, and what is in them. */
export function goTestPrograms(folder: string): string[] {
  const data = join(run('go', ['env', 'GOROOT']).toString().trim(), 'src/debug/macho/testdata');
  return readdirSync(data)
    .filter((name) => /darwin.*\.base64$/.test(name) && !name.includes('bad'))
    .map((name) => {
      const path = join(folder, name.replace('.base64', ''));
      writeFileSync(path, Buffer.from(readFileSync(join(data, name), 'latin1'), 'base64'));
      return path;
    });
}

const VERSIONS = { timestamp: 2, current_version: 0x04d6_3c02, compatibility_version: 0x1_0000 };

/** Files with load commands that prebuilt files hardly have, written by LLVM's yaml2obj: of both widths and byte orders. */
export function makeMachoFiles(folder: string): string[] {
  const text = (cmd: string, head: number, content: string, fields: object) => ({
    cmd,
    cmdsize: 64,
    ...fields,
    Content: content,
    ZeroPadBytes: 64 - head - content.length,
  });
  const library = (cmd: string, path: string) => text(cmd, 24, path, { dylib: { name: 24, ...VERSIONS } });
  const commands = [
    library('LC_ID_DYLIB', '@rpath/libmade.dylib'),
    library('LC_LOAD_DYLIB', '/usr/lib/libSystem.B.dylib'),
    library('LC_LOAD_WEAK_DYLIB', '/usr/lib/libweak.dylib'),
    library('LC_REEXPORT_DYLIB', '/usr/lib/libreexported.dylib'),
    library('LC_LAZY_LOAD_DYLIB', '/usr/lib/liblazy.dylib'),
    library('LC_LOAD_UPWARD_DYLIB', '/usr/lib/libupward.dylib'),
    text('LC_LOAD_DYLINKER', 12, '/usr/lib/dyld', { name: 12 }),
    text('LC_RPATH', 12, '@loader_path/../lib', { path: 12 }),
    text('LC_DYLD_ENVIRONMENT', 12, 'DYLD_LIBRARY_PATH=/usr/local/lib', { name: 12 }),
    { cmd: 'LC_VERSION_MIN_IPHONEOS', cmdsize: 16, version: 0x000c_0100, sdk: 0 },
    { cmd: 'LC_SOURCE_VERSION', cmdsize: 16, version: '0x0123456789abcdef' },
  ];
  const sizeofcmds = commands.reduce((sum, { cmdsize }) => sum + cmdsize, 0);
  return [0xfeed_face, 0xfeed_facf].flatMap((magic) =>
    [true, false].map((IsLittleEndian) => {
      const path = join(folder, `made-${magic.toString(16)}-${IsLittleEndian}`);
      const header = { magic, cputype: IsLittleEndian ? 12 : 18, cpusubtype: 0, filetype: 6, flags: 0x85 };
      const FileHeader = {
        ...header,
        ncmds: commands.length,
        sizeofcmds,
        ...(magic === 0xfeed_facf && { reserved: 0 }),
      };
      const made = { IsLittleEndian, FileHeader, LoadCommands: commands };
      // Its YAML reader takes JSON, but not all numbers in it.
      const json = JSON.stringify(made, (_, value: unknown) => (typeof value === 'number' ? String(value) : value), 1);
      run('yaml2obj', ['-o', path], { input: `--- !mach-o\n${json}\n` });
      return path;
    }),
  );
}
