import { expect } from 'vitest';
import type { z } from 'zod';
import { type CliRun, runCli } from '#engine/testing/run-cli.ts';
import { type FileRow, fileRowSchema } from '#shared/schema/file-row.ts';
import { type PackageRow, packageRowSchema } from '#shared/schema/package-row.ts';
import { type ScanResult, scanResultSchema } from '#shared/schema/scan-result.ts';

export type CliOptions = NonNullable<Parameters<typeof runCli>[1]>;

/** Memory that a scan may use at most (contracts §10), in MiB. */
const PEAK_MIB = 512;

let largestPeak = 0;

/** Largest memory of the scans of this test file so far, in MiB, rounded up. */
export function peakSoFar(): number {
  return Math.ceil(largestPeak);
}

/** Runs a scan in a process of its own; whatever it is given, it must stay within its memory and end by itself. */
export async function runScan(data: string, args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const run = await runCli(['scan', '--data', data, '--json', ...args], options);
  expect(run.exitCode, `scan ${args.join(' ')} was killed`).not.toBeNull();
  largestPeak = Math.max(largestPeak, run.peakMiB ?? 0);
  expect(run.peakMiB ?? 0, `memory of scan ${args.join(' ')}`).toBeLessThan(PEAK_MIB);
  return run;
}

/** `scan --json`, which must print its published shape. @param exitCode the code that it must end with */
export async function scanImage(
  data: string,
  args: readonly string[],
  exitCode = 0,
  options: CliOptions = {},
): Promise<ScanResult> {
  const run = await runScan(data, args, options);
  expect(run.exitCode, `scan ${args.join(' ')}\n${run.stdout.slice(-2000)}${run.stderr.slice(-2000)}`).toBe(exitCode);
  return scanResultSchema.parse(JSON.parse(run.stdout));
}

/** `files --json` of a scanned image. @param exitCode 6 for one that is partial, as for its scan */
export function listFiles(data: string, image: string, exitCode = 0): Promise<FileRow[]> {
  return rowsOf(['files', '--data', data, '--json', image], fileRowSchema, exitCode);
}

/** `packages --json` of a scanned image, without executables that no package owns. @param more `--removed` for those that are gone */
export async function listPackages(data: string, image: string, ...more: readonly string[]): Promise<PackageRow[]> {
  const rows = await rowsOf(['packages', '--data', data, '--json', ...more, image], packageRowSchema, 0);
  return rows.filter(({ type }) => type !== 'bin');
}

async function rowsOf<T>(args: readonly string[], shape: z.ZodType<T>, expected: number): Promise<T[]> {
  const { exitCode, stdout, stderr } = await runCli(args);
  expect(exitCode, `stellaops ${args.join(' ')}\n${stderr}`).toBe(expected);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => shape.parse(JSON.parse(line)));
}
