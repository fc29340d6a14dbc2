import { count, counted } from './formats.ts';

/** The words of what the finished layers of a running scan tell, a part of those of a scan. */
export const soFarText = {
  records: (value: number): string => counted(value, 'record', 'records'),
  recordsAre:
    'Records of package databases, and what files say of their own package, in layers that were read. A layer above may still replace or remove them.',
  /** Only so many are kept while a scan runs. */
  atLeast: (counts: string): string => `at least ${counts}`,
  statedBy: 'stated by',
  linksAre:
    'What programs and libraries of layers that were read say that they need, as it is written there. Which file answers to a name is not looked for yet, and a layer above may still replace or remove them.',
  programs: (value: number): string => counted(value, 'file with needs', 'files with needs'),
  needs: 'needs',
  loader: 'loader',
  moreNeeds: (value: number): string => `and ${count(value)} more`,
  startNeeds: (done: number, total: number): string =>
    `Needs the merged file system: ${count(done)} of ${counted(total, 'layer', 'layers')} read so far.`,
  startKnown:
    'The steps are known; documents are still made. What states a step can be opened when the scan has ended.',
  kinds: 'Holds',
  kindCount: (kind: string, value: number, atLeast = false): string =>
    `${kind}: ${atLeast ? 'at least ' : ''}${counted(value, 'record', 'records')}`,
  programCount: (kind: string, value: number): string => `${kind}: ${counted(value, 'file', 'files')}`,
  moreKinds: (value: number): string => `+${count(value)}`,
  formats: { elf: 'ELF', pe: 'PE', macho: 'Mach-O' },
} as const;
