import type { PeFact, PeSignature } from '#shared/model/facts/pe.ts';

/** Machine by the names that are used for ELF files too; others by number. */
const MACHINES: Readonly<Record<number, string>> = {
  0x14c: 'x86',
  0x1c0: 'arm',
  0x1c4: 'arm',
  0x5032: 'riscv',
  0x5064: 'riscv',
  0x6264: 'loongarch',
  0x8664: 'x86-64',
  0xaa64: 'aarch64',
};

const SUBSYSTEMS: Readonly<Record<number, string>> = {
  1: 'native',
  2: 'graphical',
  3: 'console',
  10: 'EFI application',
  11: 'EFI boot driver',
  12: 'EFI runtime driver',
};
/** IMAGE_FILE_EXECUTABLE_IMAGE, IMAGE_FILE_DLL. */
const [EXECUTABLE, LIBRARY] = [0x2, 0x2000];

/** Strings of the version resource that say what the file is, and their properties. */
const STRINGS: Readonly<Record<string, string>> = {
  CompanyName: 'company-name',
  FileDescription: 'file-description',
  FileVersion: 'file-version',
  OriginalFilename: 'original-filename',
  ProductName: 'product-name',
  ProductVersion: 'product-version',
};

/** What a PE file states about itself, for a component that nothing names. */
export function peDetails(fact: PeFact): Record<string, string> {
  const { machine, characteristics, subsystem, cli, imports, delayImports, exports, signatures, packageNote } = fact;
  const details: Record<string, string> = {
    machine: MACHINES[machine] ?? String(machine),
    'object-type':
      (characteristics & LIBRARY) !== 0 ? 'library' : (characteristics & EXECUTABLE) !== 0 ? 'executable' : 'object',
    subsystem: SUBSYSTEMS[subsystem] ?? String(subsystem),
  };
  if (cli) details['cli-header'] = 'true';
  if (imports.length > 0) details['needed'] = imports.map(({ dll }) => dll).join(' ');
  if (delayImports.length > 0) details['delay-needed'] = delayImports.map(({ dll }) => dll).join(' ');
  if (exports !== null && exports.dll !== '') details['export-name'] = exports.dll;
  Object.assign(details, versionDetails(fact), signatureDetails(signatures));
  // The builder's claim (UAPI.8): evidence of where it comes from, no identity.
  for (const key of ['type', 'name', 'version', 'architecture', 'os', 'osVersion'])
    if (packageNote?.[key] !== undefined) details[`package-note-${key.toLowerCase()}`] = packageNote[key];
  return details;
}

/** Of the first version resource: files in several languages say the same in each. */
function versionDetails({ versions: [version] }: PeFact): Record<string, string> {
  const details: Record<string, string> = {};
  for (const { key, value } of version?.strings[0]?.values ?? []) {
    const name = Object.hasOwn(STRINGS, key) ? STRINGS[key] : undefined;
    if (name !== undefined && value.trim() !== '') details[name] ??= value.trim();
  }
  if (version?.fixed) details['fixed-file-version'] = version.fixed.fileVersion;
  return details;
}

function signatureDetails(signatures: readonly PeSignature[]): Record<string, string> {
  if (signatures.length === 0) return {};
  const signers = signatures.flatMap((one) =>
    one.signers.map(({ subject, issuer }) => subject ?? `issued by ${issuer}`),
  );
  return {
    'stated-signer': [...new Set(signers)].join('; '),
    'signature-digest': signatures.map(({ algorithm, check }) => `${algorithm} ${check}`).join('; '),
  };
}
