import type { GoMarkersFact } from '#shared/model/facts/go.ts';
import type { ElfFact } from '#shared/model/facts/native.ts';
import type { StatedFact } from './input.ts';
import { machoDetails } from './macho-details.ts';
import { peDetails } from './pe-details.ts';

/** e_machine by the names that purls and package managers use; others by number. */
const MACHINES: Readonly<Record<number, string>> = {
  2: 'sparc',
  3: 'x86',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'x86-64',
  183: 'aarch64',
  243: 'riscv',
  247: 'bpf',
  258: 'loongarch',
};

const TYPES: Readonly<Record<number, string>> = { 1: 'object', 2: 'executable', 3: 'shared object', 4: 'core dump' };
/** DF_1_PIE. */
const PIE = 0x08000000;

/** What a native file states about itself, for a component that nothing names. */
export function nativeDetails(stated: readonly StatedFact[]): Record<string, string> {
  const details: Record<string, string> = {};
  for (const { fact } of stated) {
    if (fact.kind === 'elf') Object.assign(details, elfDetails(fact));
    else if (fact.kind === 'pe') Object.assign(details, peDetails(fact));
    else if (fact.kind === 'macho') Object.assign(details, machoDetails(fact));
    else if (fact.kind === 'go-markers') Object.assign(details, goMarkerDetails(fact));
    else if (fact.kind === 'cargo-trace') details['cargoTraces'] = fact.crates.join(', ');
  }
  return details;
}

function goMarkerDetails({ buildId, functionTableSince }: GoMarkersFact): Record<string, string> {
  return {
    'go-heuristic': [
      ...(buildId === null ? [] : ['build-id']),
      ...(functionTableSince === null ? [] : ['function-table']),
    ].join(' '),
    ...(buildId === null ? {} : { 'go-build-id': buildId }),
    ...(functionTableSince === null ? {} : { 'go-since': functionTableSince }),
  };
}

function elfDetails(fact: ElfFact): Record<string, string> {
  const { machine, type, interp, soname, needed, buildId, packageNote, dtFlags1, dynamic } = fact;
  const details: Record<string, string> = {
    machine: MACHINES[machine] ?? String(machine),
    'object-type': (dtFlags1 & PIE) !== 0 ? 'position-independent executable' : (TYPES[type] ?? String(type)),
    linking: dynamic ? 'dynamic' : 'static',
  };
  if (interp !== null) details['interpreter'] = interp;
  if (soname !== null) details['soname'] = soname;
  if (needed.length > 0) details['needed'] = needed.join(' ');
  if (buildId !== null) details['build-id'] = buildId;
  // The builder's claim (UAPI.8): evidence of where it comes from, no identity.
  for (const key of ['type', 'name', 'version', 'architecture', 'os', 'osVersion'])
    if (packageNote?.[key] !== undefined) details[`package-note-${key.toLowerCase()}`] = packageNote[key];
  return details;
}
