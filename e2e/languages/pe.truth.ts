import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pe } from '#engine/analyzers/binary/pe/index.ts';
import type { PeFact } from '#shared/model/facts/pe.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { MADE_VERSIONS, makeLibrary, sign } from './support/make-pe.ts';
import { objdumpOf } from './support/objdump.ts';
import { bootSignaturesOf, signaturesOf, subjectsOf } from './support/osslsigncode.ts';
import { downloadPeFiles } from './support/pe-files.ts';

const missing = missingTools([
  'apt-get',
  'dpkg-deb',
  'npm',
  'objdump',
  'openssl',
  'osslsigncode',
  'pesign',
  'pip3',
  'python3',
  'sbverify',
  'x86_64-w64-mingw32-ld',
]);
skipNotice('PE facts against objdump, pefile and osslsigncode', missing);

const work = new WorkFolder();
afterAll(() => work[Symbol.dispose]());

const READ_PE = join(import.meta.dirname, 'support/read-pe.py');
const AARCH64 = 0xaa64;

const facts = new Map<string, PeFact>();
function factOf(path: string): PeFact {
  const known = facts.get(path);
  if (known !== undefined) return known;
  const outcome = pe.analyze({ bytes: readFileSync(path) });
  expect({ path, status: outcome.status }).toEqual({ path, status: 'complete' });
  const [fact] = factsOf(outcome);
  if (fact === undefined) expect.fail(path);
  facts.set(path, fact);
  return fact;
}

/** The order of names is the name table's; readers differ in it. */
function sorted(exports: PeFact['exports']): PeFact['exports'] {
  const order = (a: string, b: string): number => (a < b ? -1 : 1);
  return (
    exports && {
      ...exports,
      names: [...exports.names].sort(order),
      forwards: [...exports.forwards].sort((a, b) => order(a.name, b.name)),
    }
  );
}

describe.skipIf(missing.length > 0)('PE facts', () => {
  let files: readonly string[] = [];
  let made = '';
  beforeAll(() => {
    made = makeLibrary(work.fresh('made'));
    files = [made, ...downloadPeFiles(work.fresh('packages'))];
  });

  it('headers, imports and exports are what objdump says', () => {
    const known = files.filter((path) => factOf(path).machine !== AARCH64);
    for (const path of known) {
      const { machine, characteristics, subsystem, dllCharacteristics, imports, exports } = factOf(path);
      const stated = { machine, characteristics, subsystem, dllCharacteristics, imports, exports };
      expect({ path, ...stated }).toEqual({ path, ...objdumpOf(path) });
    }
    console.log(`${known.length} PE files are as objdump says`);
    expect(known.length).toBeGreaterThan(100);
  });

  it('these, delay imports, version resources and whether there is a signature are what pefile reads', () => {
    const library = work.fresh('pefile');
    run('pip3', ['install', '--quiet', '--disable-pip-version-check', '--target', library, 'pefile==2024.8.26']);
    const said = JSON.parse(
      run('python3', [READ_PE, ...files], { env: { PYTHONPATH: library } }).toString(),
    ) as readonly (Omit<PeFact, 'kind' | 'signatures'> & Readonly<{ isSigned: boolean }>)[];
    for (const [i, path] of files.entries()) {
      // pefile looks for the second table of strings in the wrong place.
      const want = path === made ? { ...said[i], versions: MADE_VERSIONS } : (said[i] ?? expect.fail(path));
      const { kind: _, cited: _cited, packageNote: _note, signatures, exports, ...stated } = factOf(path);
      const got = { path, ...stated, exports: sorted(exports), isSigned: signatures.length > 0 };
      expect(got).toEqual({ path, ...want, exports: sorted(want.exports ?? null) });
    }
    const count = (is: (fact: PeFact) => boolean): number => files.map(factOf).filter(is).length;
    // What is compared is there.
    expect(count(({ delayImports }) => delayImports.length > 0)).toBeGreaterThan(0);
    expect(count(({ exports }) => (exports?.forwards.length ?? 0) > 0)).toBeGreaterThan(0);
    expect(count(({ versions }) => versions.length > 0)).toBeGreaterThan(100);
    expect(count(({ machine }) => machine === AARCH64)).toBeGreaterThan(0);
    expect(count(({ cli }) => cli)).toBeGreaterThan(0);
  });

  it('digests are what osslsigncode computes, and signers are named as in their certificates', () => {
    const folder = work.fresh('signatures');
    const twice = sign(folder, made, ['sha1', 'sha384']);
    // osslsigncode refuses tables of several certificates, which boot loaders have.
    const isSigned = (path: string): boolean => factOf(path).signatures.length > 0 && !path.includes('.efi');
    const signed = [twice, sign(folder, made, ['sha256']), ...files.filter(isSigned)];
    const subjects = new Map<string, string>();
    for (const path of signed) {
      const said = signaturesOf(path);
      // Most files are by the same few signers.
      if (!subjects.has(said[0]?.serial ?? '')) for (const one of subjectsOf(folder, path)) subjects.set(...one);
      const want = said.map(({ serial, subject, ...rest }, i) => ({
        ...rest,
        nested: i > 0,
        signers: [{ serial, subject: subjects.get(serial) ?? subject }],
      }));
      const got = factOf(path).signatures.map(({ signers, ...rest }) => ({
        ...rest,
        // OpenSSL leaves out a zero in front.
        signers: signers.map(({ serial, subject }) => ({ serial: serial.replace(/^00/, ''), subject })),
      }));
      expect({ path, signatures: got }).toEqual({ path, signatures: want });
    }
    console.log(`${signed.length} signed PE files are as osslsigncode says`);
    expect(factOf(twice).signatures.map(({ check }) => check)).toEqual(['equal', 'equal']);
    expect(signed.length).toBeGreaterThan(50);
  });

  it('boot loaders with several certificates are what pesign computes and sbverify lists', () => {
    const loaders = files.filter((path) => path.endsWith('.efi.signed'));
    for (const path of loaders) {
      const { digest, issuers } = bootSignaturesOf(path);
      const got = factOf(path).signatures.map((one) => [
        one.check,
        one.digest,
        one.signers.map(({ issuer }) => issuer),
      ]);
      expect({ path, got }).toEqual({ path, got: issuers.map((issuer) => ['equal', digest, [issuer]]) });
    }
    expect(Math.max(...loaders.map((path) => factOf(path).signatures.length))).toBeGreaterThan(1);
  });

  it('a file of debug information alone has headers, and nothing that it could state', () => {
    const path = join(work.fresh('debug'), 'made.debug');
    run('x86_64-w64-mingw32-objcopy', ['--only-keep-debug', made, path]);
    const { machine, imports, exports, versions } = factOf(path);
    expect({ machine, imports, exports, versions }).toEqual({
      machine: 0x8664,
      imports: [],
      exports: null,
      versions: [],
    });
  });

  it('a file that was changed after it was signed has another digest; its checksum does not count', () => {
    const folder = work.fresh('changed');
    const path = sign(folder, made, ['sha256']);
    const bytes = readFileSync(path);
    const checksum = bytes.readUInt32LE(0x3c) + 24 + 64;
    const checks = [checksum, 0x40, bytes.indexOf('RtlZeroMemory')].map((at) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const place = join(folder, `changed-${at}.dll`);
      writeFileSync(place, changed);
      return [factOf(place).signatures.map(({ check }) => check), signaturesOf(place).map(({ check }) => check)];
    });
    expect(checks).toEqual([
      [['equal'], ['equal']],
      [['different'], ['different']],
      [['different'], ['different']],
    ]);
  });
});
