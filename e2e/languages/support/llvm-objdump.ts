import type { MachoFact, MachoProgram } from '#shared/model/facts/macho.ts';
import { run } from '../../images/support/tools.ts';

/** What {@link llvmPrograms} can say of a program. */
export type SaidProgram = Omit<MachoProgram, 'class' | 'order' | 'signature'> & Readonly<{ isSigned: boolean }>;

const LOADS = {
  LOAD: 'load',
  LOAD_WEAK: 'weak',
  REEXPORT: 'reexport',
  LAZY_LOAD: 'lazy',
  LOAD_UPWARD: 'upward',
} as const;
/** By the numbers of PLATFORM_… and TOOL_… */
const PLATFORMS = ['', 'macos', 'ios', 'tvos', 'watchos', 'bridgeos', 'macCatalyst', 'iossimulator'];
const TOOLS = ['', 'clang', 'swift', 'ld'];
const MINIMA = ['', 'MACOSX', 'IPHONEOS', 'TVOS', 'WATCHOS'];

/** Load commands of all programs of a file, in the fact's terms. */
export function llvmPrograms(path: string): SaidProgram[] {
  const options = ['--macho', '--private-headers', '--non-verbose', '--arch=all'];
  const text = run('llvm-objdump', [...options, path]).toString('latin1');
  return text
    .split(/^Mach header$/m)
    .slice(1)
    .map(programOf);
}

/** CPUs of a universal file's slices, as its header states them; null for another file. */
export function llvmSlices(path: string): number[] | null {
  const text = run('llvm-objdump', ['--macho', '--universal-headers', '--non-verbose', path]).toString('latin1');
  return /^Fat headers$/m.test(text) ? [...text.matchAll(/cputype (\d+)/g)].map(([, cpu]) => Number(cpu)) : null;
}

function programOf(text: string): SaidProgram {
  const [head = '', ...commands] = text.split(/^Load command \d+$/m);
  const [, cpu, subtype, caps, type, flags] =
    /0xfeedfac[ef]\s+(\d+)\s+(\d+)\s+0x([0-9a-f]+)\s+(\d+)\s+\d+\s+\d+\s+0x([0-9a-f]+)/.exec(head) ?? [];
  const named = (name: RegExp): string[] =>
    commands.filter((one) => new RegExp(`^\\s*cmd LC_(${name.source})$`, 'm').test(one));
  const field = (one: string | undefined, name: string): string | undefined =>
    one === undefined ? undefined : new RegExp(`^\\s*${name} (.*?)(?: \\(offset \\d+\\))?$`, 'm').exec(one)?.[1];
  const text1 = (name: RegExp, key: string): string | null => field(named(name)[0], key) ?? null;
  const library = (one: string) => ({
    path: field(one, 'name') ?? '',
    current: field(one, 'current version') ?? '',
    compatibility: field(one, 'compatibility version') ?? '',
  });
  const [id] = named(/ID_DYLIB/);
  return {
    cpu: Number(cpu),
    cpuSubtype: Number(subtype) + Number.parseInt(caps ?? '', 16) * 2 ** 24,
    type: Number(type),
    flags: Number.parseInt(flags ?? '', 16),
    libraries: named(/(?:LOAD|LOAD_WEAK|REEXPORT|LAZY_LOAD|LOAD_UPWARD)_DYLIB/).map((one) => ({
      load: LOADS[(/cmd LC_(\w+)_DYLIB/.exec(one)?.[1] ?? '') as keyof typeof LOADS],
      ...library(one),
    })),
    id: id === undefined ? null : library(id),
    linker: text1(/LOAD_DYLINKER/, 'name'),
    rpaths: named(/RPATH/).map((one) => field(one, 'path') ?? ''),
    environment: named(/DYLD_ENVIRONMENT/).map((one) => field(one, 'name') ?? ''),
    uuid: text1(/UUID/, 'uuid')?.replaceAll('-', '').toLowerCase() ?? null,
    builds: named(/BUILD_VERSION|VERSION_MIN_\w+/).map((one) => buildOf(one, (name) => field(one, name) ?? '')),
    sourceVersion: padded(text1(/SOURCE_VERSION/, 'version'), 5),
    entry: entryOf(named(/MAIN|UNIXTHREAD/)[0]),
    isSigned: named(/CODE_SIGNATURE/).length > 0,
  };
}

/** It leaves out zeros at the end. */
function padded(version: string | null, parts: number): string | null {
  return version === null ? null : [...version.split('.'), '0', '0', '0', '0', '0'].slice(0, parts).join('.');
}

function buildOf(command: string, field: (name: string) => string): MachoProgram['builds'][number] {
  const isNew = command.includes('LC_BUILD_VERSION');
  const system = /VERSION_MIN_(\w+)/.exec(command)?.[1] ?? '';
  const sdk = field('sdk');
  return {
    platform: isNew ? PLATFORMS.indexOf(field('platform')) : MINIMA.indexOf(system),
    minimum: padded(field(isNew ? 'minos' : 'version'), 3) ?? '',
    sdk: sdk === 'n/a' ? null : padded(sdk, 3),
    tools: [...command.matchAll(/tool (\w+)\s+version (\S+)/g)].map(([, tool = '', version = '']) => ({
      tool: /^\d+$/.test(tool) ? Number(tool) : TOOLS.indexOf(tool),
      version: padded(version, 3) ?? '',
    })),
  };
}

function entryOf(command: string | undefined): MachoProgram['entry'] {
  const offset = /entryoff (\d+)/.exec(command ?? '')?.[1];
  if (offset !== undefined) return { offset: Number(offset) };
  const counter = /\b(?:eip|rip|pc)\s+(0x[0-9a-f]+)/.exec(command ?? '')?.[1];
  return counter === undefined ? null : { address: `0x${BigInt(counter).toString(16)}` };
}

/** What of a fact can be compared with that. */
export function comparable({ programs }: MachoFact): SaidProgram[] {
  return programs.map(({ class: _class, order: _order, signature, ...stated }) => ({
    ...stated,
    isSigned: signature !== null,
  }));
}
