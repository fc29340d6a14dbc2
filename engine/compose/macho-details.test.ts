import { expect, it } from 'vitest';
import { universalFile } from '#engine/testing/executable-files.ts';
import { codeDirectory, machoProgram, signedProgram } from '#engine/testing/macho-files.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, tar } from '#engine/testing/tar.ts';

const library = (command: number, text: string) => ({ command, fields: [2, 0x0001_0000, 0x0001_0000], text });
const build = (platform: number) => ({ command: 0x32, fields: [platform, 0x000b_0000, 0x000c_0300, 0] });

it('a Mach-O file that nobody names says what it states of itself, and where its slices differ what each does', async () => {
  const commands = [
    library(0xd, '@rpath/libx.dylib'),
    library(0xc, '/usr/lib/libSystem.B.dylib'),
    library(0x8000_0018, '/System/Library/Frameworks/A b.framework/A b'),
    { command: 0x8000_001c, fields: [], text: '@loader_path' },
  ];
  const bytes = universalFile([
    {
      cpu: 0x0100_0007,
      bytes: machoProgram({
        cpu: 0x0100_0007,
        type: 6,
        commands: [...commands, { command: 0x24, fields: [0x000a_0f00, 0] }],
      }),
    },
    {
      cpu: 0x0100_000c,
      bytes: signedProgram({ type: 6, commands: [...commands, build(1), build(6)] }, (code) => [
        [0, codeDirectory(code, { identifier: 'libx' })],
      ]),
    },
  ]);
  const { components } = await scanInMemory([tar([file('libx.dylib', bytes)])]);
  const { 'cd-hash': cdHash, ...details } = components[0]?.details ?? {};
  expect(cdHash).toMatch(/^[0-9a-f]{40}$/);
  expect([components.length, details]).toEqual([
    1,
    {
      format: 'macho',
      size: String(bytes.length),
      reason: 'no package lists it, and it names none itself',
      machine: 'x86-64 aarch64',
      universal: 'true',
      'object-type': 'library',
      platform: 'macOS 10.15.0; macOS 11.0.0 (SDK 12.3.0); Mac Catalyst 11.0.0 (SDK 12.3.0)',
      'install-name': '@rpath/libx.dylib',
      needed: '/usr/lib/libSystem.B.dylib',
      'weak-needed': '/System/Library/Frameworks/A b.framework/A b',
      rpath: '@loader_path',
      signature: 'ad hoc',
      'code-identifier': 'libx',
      'signature-digest': 'sha256 equal',
    },
  ]);
});
