import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rustBinary } from '#engine/analyzers/language/rust-binary/index.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, tar } from '#engine/testing/tar.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { cachedFolder } from '../images/support/cache-folder.ts';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';

const missing = missingTools(['cargo']);
skipNotice('crates of Rust programs against rust-audit-info', missing);

const work = new WorkFolder();
afterAll(() => work[Symbol.dispose]());

/** What rust-audit-info prints: the list as the format has it. */
type Audit = Readonly<{
  packages: readonly Readonly<{
    name: string;
    version: string;
    source: string;
    kind?: 'build' | 'runtime';
    dependencies?: readonly number[];
    root?: boolean;
  }>[];
}>;

/** A program with a crate from the registry, one from a folder beside it, and one that only its build script needs. */
const FILES: Readonly<Record<string, string>> = {
  'app/Cargo.toml':
    '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nmemchr = "2"\nhelper = { path = "../helper" }\n\n[build-dependencies]\ncfg-if = "1"\n',
  'app/build.rs': 'fn main() {}\n',
  'app/src/main.rs': 'fn main() { println!("{:?} {}", memchr::memchr(1, b"a"), helper::X); }\n',
  'helper/Cargo.toml':
    '[package]\nname = "helper"\nversion = "0.2.0"\nedition = "2021"\n\n[dependencies]\nitoa = "1"\n',
  'helper/src/lib.rs': 'pub const X: u8 = 1;\npub fn f() -> String { itoa::Buffer::new().format(1).to_string() }\n',
};

/** The tools that own the format, from the registry: made once per machine, in 20 seconds. */
function auditTools(): string {
  const folder = cachedFolder('cargo-tools', [import.meta.filename], (root) => {
    run('cargo', ['install', '--quiet', '--root', root, 'cargo-auditable', 'rust-audit-info']);
  });
  return join(folder, 'bin');
}

describe.skipIf(missing.length > 0)('a program that cargo auditable built', () => {
  it('has the crates that rust-audit-info lists', { timeout: 600_000 }, async () => {
    const folder = work.fresh('crates');
    for (const [name, content] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const tools = auditTools();
    run(join(tools, 'cargo-auditable'), ['auditable', 'build', '--quiet'], { cwd: join(folder, 'app') });
    const path = join(folder, 'app/target/debug/app');
    const { packages } = JSON.parse(run(join(tools, 'rust-audit-info'), [path]).toString()) as Audit;
    const bytes = readFileSync(path);
    expect(packages.map(({ name }) => name)).toEqual(['app', 'cfg-if', 'helper', 'itoa', 'memchr']);
    expect(factsOf(rustBinary.analyze({ bytes }))).toMatchObject([
      {
        kind: 'cargo-audit',
        crates: packages.map(({ kind, root = false, dependencies = [], ...rest }) => ({
          ...rest,
          root,
          dependencies,
          buildOnly: kind === 'build',
        })),
      },
    ]);
    const { components } = await scanInMemory([tar([file('app', bytes)])]);
    const runtime = packages.filter(({ kind, source }) => kind !== 'build' && source === 'crates.io');
    expect(components.filter(({ purl }) => purl !== null).map(({ key }) => key)).toEqual(
      runtime.map(({ name, version }) => `pkg:cargo/${name}@${version}`).sort(),
    );
    expect(components.filter(({ purl }) => purl === null)).toMatchObject([
      { type: 'cargo', name: 'app', version: '0.1.0', details: { cratesWithoutRegistry: 'helper 0.2.0 (local)' } },
    ]);
  });
});
