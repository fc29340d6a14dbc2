import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { macho } from '#engine/analyzers/binary/macho/index.ts';
import type { MachoFact, MachoSignature } from '#shared/model/facts/macho.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { comparable, llvmPrograms, llvmSlices } from './support/llvm-objdump.ts';
import { downloadMachoFiles, goTestPrograms, makeMachoFiles } from './support/macho-files.ts';
import { signerOf } from './support/openssl-cms.ts';

const missing = missingTools(['npm', 'llvm-objdump', 'yaml2obj']);
skipNotice('Mach-O facts against llvm-objdump', missing);
const missingForSignatures = [...missing, ...missingTools(['go', 'openssl'])];
skipNotice('Mach-O code signatures against go-macho and OpenSSL', missingForSignatures);

const work = new WorkFolder();
afterAll(() => work[Symbol.dispose]());

const READER = join(import.meta.dirname, 'support/read-macho');

const facts = new Map<string, MachoFact>();
function factOf(path: string): MachoFact {
  const known = facts.get(path);
  if (known !== undefined) return known;
  const outcome = macho.analyze({ bytes: readFileSync(path) });
  expect({ path, outcome }).toMatchObject({ path, outcome: { status: 'complete' } });
  const [fact] = factsOf(outcome);
  if (fact === undefined) expect.fail(path);
  facts.set(path, fact);
  return fact;
}

type SaidSignature = Pick<MachoSignature, 'directories' | 'entitlements'> & Readonly<{ cms: string | null }>;

describe.skipIf(missing.length > 0)('Mach-O facts', () => {
  let files: readonly string[] = [];
  beforeAll(() => {
    files = downloadMachoFiles(work.fresh('packages'));
  });

  it('headers and load commands are what llvm-objdump says', () => {
    const made = makeMachoFiles(work.fresh('made'));
    const old = missingTools(['go']).length > 0 ? [] : goTestPrograms(work.fresh('old'));
    const programs = [...files, ...made, ...old].flatMap((path) => {
      const got = comparable(factOf(path));
      expect({ path, programs: got }).toEqual({ path, programs: llvmPrograms(path) });
      const cpus = factOf(path).universal ? got.map(({ cpu }) => cpu) : null;
      expect({ path, cpus }).toEqual({ path, cpus: llvmSlices(path) });
      return got;
    });
    console.log(
      `${files.length} prebuilt, ${made.length} made and ${old.length} old Mach-O files are as llvm-objdump says`,
    );
    // What is compared is there.
    const loads = new Set(programs.flatMap(({ libraries }) => libraries.map(({ load }) => load)));
    expect([...loads].sort()).toEqual(['lazy', 'load', 'reexport', 'upward', 'weak']);
    expect([...new Set(programs.map(({ type }) => type))]).toEqual(expect.arrayContaining([2, 6, 8]));
    expect(programs.filter(({ builds }) => builds.some(({ tools }) => tools.length > 0)).length).toBeGreaterThan(20);
    expect(files.filter((path) => factOf(path).universal).length).toBeGreaterThan(5);
    expect(files.length).toBeGreaterThan(40);
  });

  describe.skipIf(missingForSignatures.length > 0)('code signatures', () => {
    let said: readonly (readonly (SaidSignature | null)[])[] = [];
    const program = join(work.fresh('reader'), 'read-macho');
    const readAll = (paths: readonly string[]) => JSON.parse(run(program, [...paths]).toString()) as typeof said;
    beforeAll(() => {
      run('go', ['build', '-o', program, '.'], { cwd: READER });
      said = readAll(files);
    });

    it('identifiers, teams, flags, hashes of directories and pages are what go-macho reads', () => {
      const signatures = files.flatMap((path, i) => {
        const got = factOf(path).programs.map(({ signature }) => signature);
        const want = said[i]?.map((one) => one && { ...one, cms: one.cms !== null });
        const told = got.map((one) => one && { ...one, signers: undefined });
        expect({ path, signatures: told }).toEqual({ path, signatures: want });
        return got.filter((one) => one !== null);
      });
      console.log(`${signatures.length} code signatures are as go-macho reads them`);
      expect(signatures.length).toBeGreaterThan(25);
      expect(signatures.filter(({ entitlements }) => entitlements).length).toBeGreaterThan(0);
    });

    it('who signed, and the digest that is signed, are what OpenSSL reads in the CMS signatures', () => {
      let count = 0;
      for (const [i, path] of files.entries()) {
        for (const [n, { signature }] of factOf(path).programs.entries()) {
          const cms = said[i]?.[n]?.cms ?? null;
          if (cms === null || signature === null) continue;
          const { serial, subject, digest } = signerOf(Buffer.from(cms, 'base64'));
          const got = signature.signers.map((one) => [one.serial.replace(/^0+/, ''), one.subject, one.directory]);
          expect({ path, got }).toEqual({ path, got: [[serial, subject, 'equal']] });
          // Apple's tool signed the hash of the directory: it is what we compute.
          expect({ path, cdHash: signature.directories[0]?.cdHash }).toEqual({ path, cdHash: digest.slice(0, 40) });
          count++;
        }
      }
      console.log(`${count} CMS signatures are as OpenSSL says`);
      expect(count).toBeGreaterThan(4);
    });

    it('a byte that was changed after signing is in a page of another hash, as go-macho finds too', () => {
      const folder = work.fresh('changed');
      const bytes = readFileSync(files.find((one) => one.endsWith('fsevents.node')) ?? expect.fail('no fsevents'));
      // The second slice is signed: its code lies in front of its signature.
      const [from, end] = [98_304, bytes.lastIndexOf(Buffer.from('fade0cc0', 'hex'))];
      const paths = [from - 1, from + 4096, end - 1].map((at) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        const path = join(folder, `changed-${at}`);
        writeFileSync(path, changed);
        return path;
      });
      const pages = (one: Pick<MachoSignature, 'directories'> | null | undefined) =>
        one?.directories.map((directory) => directory.pages);
      const want = [['equal'], ['different'], ['different']];
      expect(paths.map((path) => pages(factOf(path).programs[1]?.signature))).toEqual(want);
      expect(readAll(paths).map((slices) => pages(slices[1]))).toEqual(want);
    });
  });
});
