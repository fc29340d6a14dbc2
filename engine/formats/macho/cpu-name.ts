/** cpu_type_t; the high byte says 64 bits (1), or 64 bits with pointers of 32 (2). @see mach/machine.h */
const CPUS: Readonly<Record<number, string>> = {
  7: 'i386',
  12: 'arm',
  18: 'ppc',
  0x0100_0007: 'x86_64',
  0x0100_000c: 'arm64',
  0x0200_000c: 'arm64_32',
  0x0100_0012: 'ppc64',
};

/** Name of a CPU as Apple's tools write it, without its subtype. */
export function cpuName(cpu: number): string {
  return CPUS[cpu] ?? `cpu-${cpu}`;
}
