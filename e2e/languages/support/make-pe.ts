import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PeFact } from '#shared/model/facts/pe.ts';
import { run } from '../../images/support/tools.ts';

/** Exports with and without names, its own and other libraries'. */
const DEFINITION = `LIBRARY made.dll
EXPORTS
  Forwarded = NTDLL.RtlZeroMemory
  Dotted = other.Some.Name
  Own
  NoName = NTDLL.RtlFillMemory @7 NONAME
  OwnNoName = Own @9 NONAME
`;

/** Two languages as resources, one of them with two tables. */
const RESOURCES = String.raw`LANGUAGE 9, 1
1 VERSIONINFO
FILEVERSION 1,2,3,4
PRODUCTVERSION 65535,0,7,8
FILEFLAGSMASK 0x3f
FILEFLAGS 0x2
FILEOS 0x40004
FILETYPE 2
BEGIN
  BLOCK "StringFileInfo" BEGIN
    BLOCK "040904b0" BEGIN
      VALUE "CompanyName", "Example, Ltd"
      VALUE "FileVersion", ""
      VALUE "ProductName", "x"
    END
    BLOCK "041904b0" BEGIN
      VALUE "CompanyName", L"\x041f\x0440"
    END
  END
  BLOCK "VarFileInfo" BEGIN VALUE "Translation", 0x409, 1200, 0x419, 1200 END
END
LANGUAGE 7, 1
1 VERSIONINFO
FILEVERSION 1,2,3,5
BEGIN
  BLOCK "StringFileInfo" BEGIN
    BLOCK "040704b0" BEGIN
      VALUE "CompanyName", "Beispiel"
    END
  END
END
`;

/** The same in our terms, in the order of language identifiers, which is that of resources. */
export const MADE_VERSIONS: PeFact['versions'] = [
  {
    language: 0x407,
    fixed: { fileVersion: '1.2.3.5', productVersion: '0.0.0.0', flags: 0, type: 0 },
    strings: [{ language: '040704b0', values: [{ key: 'CompanyName', value: 'Beispiel' }] }],
  },
  {
    language: 0x409,
    fixed: { fileVersion: '1.2.3.4', productVersion: '65535.0.7.8', flags: 2, type: 2 },
    strings: [
      {
        language: '040904b0',
        values: [
          { key: 'CompanyName', value: 'Example, Ltd' },
          { key: 'FileVersion', value: '' },
          { key: 'ProductName', value: 'x' },
        ],
      },
      { language: '041904b0', values: [{ key: 'CompanyName', value: 'Пр' }] },
    ],
  },
];

const SUBJECT = String.raw`/C=DE/O=Beispiel, "Müller" /CN=#1 \\ Signer /serialNumber=12/businessCategory=Private/1.3.6.1.4.1.311.60.2.1.3=DE/emailAddress=a@b.example/DC=x`;

/** A library that GNU's linker makes of what few downloads have: exports of other libraries, and several languages. */
export function makeLibrary(folder: string): string {
  const tool = (name: string, ...args: readonly string[]): Buffer =>
    run(`x86_64-w64-mingw32-${name}`, args, { cwd: folder });
  writeFileSync(join(folder, 'made.def'), DEFINITION);
  writeFileSync(join(folder, 'made.rc'), RESOURCES);
  writeFileSync(join(folder, 'made.s'), '.globl Own\n.text\nOwn: ret\n');
  tool('as', 'made.s', '-o', 'made.o');
  tool('windres', '--preprocessor=cat', 'made.rc', 'resources.o');
  tool('ld', '-shared', '-o', 'made.dll', 'made.o', 'resources.o', 'made.def');
  return join(folder, 'made.dll');
}

/** Signs a file again and again, each time with a new signature inside of the first, by a new certificate whose name needs escapes. */
export function sign(folder: string, path: string, algorithms: readonly string[]): string {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const options = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650', '-utf8', '-subj', SUBJECT];
  run('openssl', ['req', ...options, '-keyout', key, '-out', certificate]);
  return algorithms.reduce((from, algorithm, i) => {
    const to = join(folder, `${algorithms.slice(0, i + 1).join('-')}.dll`);
    const nested = i === 0 ? [] : ['-nest'];
    run('osslsigncode', [
      'sign',
      '-certs',
      certificate,
      '-key',
      key,
      '-h',
      algorithm,
      ...nested,
      '-in',
      from,
      '-out',
      to,
    ]);
    return to;
  }, path);
}
