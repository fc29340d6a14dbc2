import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { elf } from '#engine/analyzers/binary/elf/index.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';

const missing = missingTools(['readelf']);
skipNotice('ELF facts against readelf', missing);

/** Programs and libraries of this machine, evenly from each folder. */
function elfFiles(most: number): string[] {
  const found: string[] = [];
  for (const folder of ['/usr/bin', '/usr/sbin', '/usr/lib/x86_64-linux-gnu', '/usr/lib', '/usr/libexec']) {
    let taken = 0;
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat?.isFile() || stat.size > 30_000_000 || taken >= most) continue;
      if (readFileSync(path).subarray(0, 4).toString('latin1') !== '\x7fELF') continue;
      found.push(path);
      taken++;
    }
  }
  return found;
}

/** readelf's answer in the fact's terms. */
function truthOf(path: string): object {
  const text = run('readelf', ['-W', '-h', '-l', '-d', '-n', '-V', path]).toString('latin1');
  const dynamic = (tag: string): string[] =>
    [...text.matchAll(new RegExp(`\\(${tag}\\)[^\\n]*\\[(.*)\\]`, 'g'))].map(([, value]) => value ?? '');
  const needs = text.split(/Version needs section/)[1] ?? '';
  const versionsNeeded = needs
    .split(/\n\s+(?:0+|0x[0-9a-f]+): Version: /)
    .slice(1)
    .map((part) => ({
      file: /File: (\S+)/.exec(part)?.[1] ?? '',
      versions: [...part.matchAll(/Name: (\S+)\s+Flags/g)].map(([, name]) => name ?? ''),
    }));
  const defines = /Version definition section([\s\S]*?)(?:\n\n|Version needs section|$)/.exec(text)?.[1] ?? '';
  const versionsDefined = [...defines.matchAll(/Rev: \d+\s+Flags: (\S+)\s+Index: \d+\s+Cnt: \d+\s+Name: (\S+)/g)]
    .filter(([, flags]) => flags !== 'BASE')
    .map(([, , name]) => name ?? '');
  return {
    class: Number(/Class:\s+ELF(\d+)/.exec(text)?.[1]),
    interp: /Requesting program interpreter: (.*)\]/.exec(text)?.[1] ?? null,
    dynamic: /Dynamic section at offset/.test(text),
    needed: dynamic('NEEDED'),
    soname: dynamic('SONAME')[0] ?? null,
    rpath: dynamic('RPATH')[0] ?? null,
    runpath: dynamic('RUNPATH')[0] ?? null,
    versionsNeeded,
    versionsDefined,
    buildId: /Build ID: ([0-9a-f]+)/.exec(text)?.[1] ?? null,
  };
}

describe.skipIf(missing.length > 0)('ELF facts', () => {
  it('are what readelf says of programs and libraries of this machine', () => {
    const files = elfFiles(120);
    for (const path of files) {
      const [fact] = factsOf(elf.analyze({ bytes: readFileSync(path) }));
      const truth = truthOf(path);
      const stated: Readonly<Record<string, unknown>> = fact ?? expect.fail(path);
      expect({ path, ...Object.fromEntries(Object.keys(truth).map((key) => [key, stated[key]])) }).toEqual({
        path,
        ...truth,
      });
    }
    console.log(`${files.length} ELF files are as readelf says`);
    expect(files.length).toBeGreaterThan(100);
  });
});
