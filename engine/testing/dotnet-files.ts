import { elfFile, machoFile, peFile } from './executable-files.ts';

const SIGNATURE = Buffer.from('8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae', 'hex');

/** A .NET program that is one file, of the given format and bundle version: the host, the files, and the header behind them. */
export function bundleFile(
  format: 'elf' | 'pe' | 'macho',
  files: readonly Readonly<{ path: string; content: string; type: number }>[],
  major = 6,
): Buffer {
  const host = (header: number): Buffer => {
    const data = Buffer.concat([Buffer.alloc(8), SIGNATURE]);
    data.writeBigUInt64LE(BigInt(header));
    if (format === 'elf') return elfFile([{ name: '.data', data, writable: true }]);
    return format === 'pe'
      ? peFile([{ name: '.data', data, writable: true }])
      : machoFile('__DATA', [{ name: '__data', data }]);
  };
  let at = host(0).length;
  const entries = files.map(({ path, content, type }) => {
    const entry = Buffer.concat([Buffer.alloc(major >= 6 ? 24 : 16), Buffer.from([type]), text(path)]);
    entry.writeBigInt64LE(BigInt(at));
    entry.writeBigInt64LE(BigInt(Buffer.byteLength(content)), 8);
    at += Buffer.byteLength(content);
    return entry;
  });
  const header = Buffer.alloc(12);
  header.writeUInt32LE(major);
  header.writeUInt32LE(files.length, 8);
  const contents = files.map(({ content }) => Buffer.from(content));
  return Buffer.concat([host(at), ...contents, header, text('id'), Buffer.alloc(major >= 2 ? 40 : 0), ...entries]);
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
}

/** A .NET library with an assembly, one reference, and one attribute with a text, laid out after ECMA-335, II.24. */
export function assemblyFile(name: string, attribute: string, value: string, times = 1): Buffer {
  const strings = Buffer.from(`\0${name}\0System.Runtime\0${attribute}\0.ctor\0`);
  const index = (one: string): number => strings.indexOf(`\0${one}\0`) + 1;
  const key = Buffer.from('0123456789abcdef', 'latin1');
  const argument = Buffer.concat([Buffer.from([1, 0, value.length]), Buffer.from(value), Buffer.alloc(2)]);
  const blobs = Buffer.concat([Buffer.from([0, key.length]), key, Buffer.from([argument.length]), argument]);
  const rows = [
    [(1 << 2) | 2, index(attribute), 0], // TypeRef: in AssemblyRef 1
    [(1 << 3) | 1, index('.ctor'), 0], // MemberRef: of TypeRef 1
    // CustomAttribute: of Assembly 1, by MemberRef 1
    ...Array.from({ length: times }, () => [(1 << 5) | 14, (1 << 3) | 3, 2 + key.length]),
    [0x8004, 0, 1, 2, 3, 4, 1, 0, 1, index(name), 0], // Assembly
    [8, 0, 0, 0, 0, 0, 0, index('System.Runtime'), 0, 0], // AssemblyRef
  ].flat();
  const tables = Buffer.alloc(24 + 5 * 4);
  tables.set([2, 0, 0, 1], 4);
  tables.writeBigUInt64LE(
    [0x01, 0x0a, 0x0c, 0x20, 0x23].reduce((mask, table) => mask | (1n << BigInt(table)), 0n),
    8,
  );
  for (let i = 0; i < 5; i++) tables.writeUInt32LE(i === 2 ? times : 1, 24 + i * 4);
  const streams = [
    { name: '#~\0\0', data: Buffer.concat([tables, u16(...rows)]) },
    { name: '#Strings\0\0\0\0', data: strings },
    { name: '#Blob\0\0\0', data: blobs },
  ];
  const version = Buffer.from('v4.0.30319\0\0');
  let at = 20 + version.length + streams.reduce((sum, stream) => sum + 8 + stream.name.length, 0);
  const headers = streams.map((stream) => {
    const header = Buffer.concat([Buffer.alloc(8), Buffer.from(stream.name, 'latin1')]);
    header.writeUInt32LE(at);
    header.writeUInt32LE(stream.data.length, 4);
    at += stream.data.length;
    return header;
  });
  const root = Buffer.concat([
    Buffer.from('BSJB\x01\0\x01\0\0\0\0\0\x0c\0\0\0', 'latin1'),
    version,
    u16(0, streams.length),
  ]);
  const metadata = Buffer.concat([root, ...headers, ...streams.map(({ data }) => data)]);
  const cli = Buffer.alloc(72);
  cli.writeUInt32LE(72);
  cli.writeUInt32LE(0x1000 + 72, 8);
  cli.writeUInt32LE(metadata.length, 12);
  return peFile([{ name: '.text', data: Buffer.concat([cli, metadata]) }], { section: 0, size: 72 });
}

function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value, i * 2);
  return bytes;
}

type MadeLibrary = Readonly<{
  type: string;
  files?: Readonly<Record<string, Readonly<Record<string, object>>>>;
  dependencies?: Readonly<Record<string, string>>;
}>;

/** A deps.json for one target; libraries by `Name/Version`. */
export function depsJson(libraries: Readonly<Record<string, MadeLibrary>>): string {
  const target = '.NETCoreApp,Version=v8.0';
  const built = Object.entries(libraries).map(([key, { files, dependencies }]) => [key, { dependencies, ...files }]);
  return JSON.stringify({
    runtimeTarget: { name: target, signature: '' },
    targets: { [target]: Object.fromEntries(built) as object },
    libraries: Object.fromEntries(
      Object.entries(libraries).map(([key, { type }]) => [key, { type, sha512: '' }]),
    ) as object,
  });
}
