import type { MachoFact, MachoProgram, MachoSignature } from '#shared/model/facts/macho.ts';

/** cputype by the names that are used for ELF files too; others by number. */
const MACHINES: Readonly<Record<number, string>> = {
  7: 'x86',
  12: 'arm',
  18: 'ppc',
  0x0100_0007: 'x86-64',
  0x0100_000c: 'aarch64',
  0x0100_0012: 'ppc64',
  0x0200_000c: 'aarch64-32',
};

const TYPES: Readonly<Record<number, string>> = {
  1: 'object',
  2: 'executable',
  4: 'core dump',
  6: 'library',
  7: 'dynamic linker',
  8: 'bundle',
  9: 'library stub',
  10: 'debug symbols',
  11: 'kernel extension',
};

const PLATFORMS: Readonly<Record<number, string>> = {
  1: 'macOS',
  2: 'iOS',
  3: 'tvOS',
  4: 'watchOS',
  5: 'bridgeOS',
  6: 'Mac Catalyst',
  7: 'iOS simulator',
  8: 'tvOS simulator',
  9: 'watchOS simulator',
  10: 'DriverKit',
  11: 'visionOS',
  12: 'visionOS simulator',
};
/** CS_ADHOC. */
const AD_HOC = 2;

/** What a Mach-O file states about itself, for a component that nothing names. Slices that say different things are all told. */
export function machoDetails({ universal, programs }: MachoFact): Record<string, string> {
  const details: Record<string, string> = {};
  const tell = (
    name: string,
    separator: string,
    values: (program: MachoProgram) => readonly (string | null)[],
  ): void => {
    const distinct = new Set(programs.flatMap(values).filter((value) => value !== null));
    if (distinct.size > 0) details[name] = [...distinct].join(separator);
  };
  tell('machine', ' ', ({ cpu }) => [MACHINES[cpu] ?? String(cpu)]);
  if (universal) details['universal'] = 'true';
  tell('object-type', '; ', ({ type }) => [TYPES[type] ?? String(type)]);
  tell('platform', '; ', ({ builds }) => builds.map(platformText));
  tell('interpreter', '; ', ({ linker }) => [linker]);
  tell('install-name', '; ', ({ id }) => [id && id.path]);
  tell('needed', '; ', ({ libraries }) => libraries.flatMap(({ load, path }) => (load === 'weak' ? [] : [path])));
  tell('weak-needed', '; ', ({ libraries }) => libraries.flatMap(({ load, path }) => (load === 'weak' ? [path] : [])));
  tell('rpath', '; ', ({ rpaths }) => rpaths);
  tell('uuid', ' ', ({ uuid }) => [uuid]);
  tell('source-version', '; ', ({ sourceVersion }) => [sourceVersion]);
  const directories = ({ signature }: MachoProgram) => signature?.directories ?? [];
  tell('signature', '; ', ({ signature }) => [signature && signatureKind(signature)]);
  tell('stated-signer', '; ', ({ signature }) => signature?.signers.map(signerText) ?? []);
  tell('code-identifier', '; ', (program) => directories(program).map(({ identifier }) => identifier));
  tell('stated-team', '; ', (program) => directories(program).map(({ teamId }) => teamId));
  tell('cd-hash', ' ', (program) => directories(program).map(({ cdHash }) => cdHash));
  tell('signature-digest', '; ', (program) => directories(program).map(({ hash, pages }) => `${hash} ${pages}`));
  return details;
}

function platformText({ platform, minimum, sdk }: MachoProgram['builds'][number]): string {
  return `${PLATFORMS[platform] ?? platform} ${minimum}${sdk === null ? '' : ` (SDK ${sdk})`}`;
}

/** A signature of something else says nothing about this file. */
function signerText({ subject, issuer, directory }: MachoSignature['signers'][number]): string {
  return `${subject ?? `issued by ${issuer}`}${directory === 'equal' ? '' : ' (of other code)'}`;
}

/** Not a judgement: whether a key signed it is not verified. */
function signatureKind({ directories, cms }: MachoSignature): string {
  if (cms) return 'CMS, not verified';
  return directories.some(({ flags }) => (flags & AD_HOC) !== 0) ? 'ad hoc' : 'none';
}
