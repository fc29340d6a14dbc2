import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { keysOf, scanFolder } from './support/scan-folder.ts';

const missing = missingTools(['mmdebstrap', 'chroot', 'tar']);
skipNotice('Ruby gems against RubyGems', missing);
// Their registries are not reached, and no package of Debian brings an installation of their own tools.
console.warn('notice: R, PHP Composer and conda are compared with facts of the corpus, not with their own tools');

const PACKAGES = 'ruby,ruby-sinatra,ruby-nokogiri,ruby-rspec,ruby-bcrypt';

/** Names, versions and platforms as RubyGems itself lists them, default gems too. */
const LIST = 'Gem::Specification.each { |s| puts [s.name, s.version, s.platform].join(" ") }';

describe.skipIf(missing.length > 0)('gems that Debian installs', () => {
  const work = new WorkFolder();
  afterAll(() => work[Symbol.dispose]());

  it('are those that RubyGems lists', async () => {
    const root = join(work.fresh(), 'root');
    run('mmdebstrap', ['--quiet', '--variant=extract', '--mode=root', `--include=${PACKAGES}`, 'bookworm', root]);
    const listed = run('chroot', [root, '/usr/bin/ruby3.1', '-e', LIST])
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    expect(listed.length).toBeGreaterThan(80);
    const truth = listed.map(([name, version, platform]) => {
      const suffix = platform === 'ruby' ? '' : `?platform=${platform}`;
      return `pkg:gem/${name}@${version}${suffix}`;
    });
    expect(keysOf(await scanFolder(root), 'gem')).toEqual([...new Set(truth)].sort());
    console.log(`${truth.length} gems are as RubyGems lists them`);
  });
});
