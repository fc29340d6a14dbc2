import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { debianImage, debianLacks } from './recipes/debian/debian-image.ts';
import { type CliOptions, scanImage } from './support/cli.ts';
import { skipNotice } from './support/tools.ts';
import { WorkFolder } from './support/work-folder.ts';

skipNotice('Debian image', debianLacks);

/** The circumstances of a run, none of which may reach a document. */
const circumstances: Readonly<Record<string, { args?: string[]; options?: CliOptions }>> = {
  'one worker': { args: ['--jobs', '1'] },
  'many workers': { args: ['--jobs', '8'] },
  'a far time zone': { options: { env: { TZ: 'Pacific/Kiritimati' } } },
  'Turkish letters': { options: { env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', LANGUAGE: 'tr' } } },
  'the C locale': { options: { env: { LANG: 'C', LC_ALL: 'C' } } },
  'no home, another user name': { options: { env: { HOME: '/nonexistent', USER: 'somebody', LOGNAME: 'somebody' } } },
  'another working folder': { options: { cwd: '/' } },
};

describe.skipIf(debianLacks.length > 0)('one document, whatever the circumstances', () => {
  const work = new WorkFolder();
  let image = '';
  let usual: Buffer = Buffer.alloc(0);

  const documentOf = async (args: readonly string[] = [], options: CliOptions = {}, ref = image): Promise<Buffer> => {
    const file = join(work.fresh('out'), 'document');
    await scanImage(work.fresh(), [ref, '-o', `cdx-json=${file}`, ...args], 0, options);
    return readFileSync(file);
  };

  beforeAll(async () => {
    image = join(debianImage(), 'oci.tar');
    usual = await documentOf();
    const { components } = JSON.parse(usual.toString()) as { components: unknown[] };
    expect(components.length).toBeGreaterThan(100);
    console.log(
      `${Object.keys(circumstances).length + 3} runs compared with a document of ${usual.length} bytes, ${components.length} components`,
    );
  });
  afterAll(() => work[Symbol.dispose]());

  it.for(Object.entries(circumstances))('%s', async ([, { args = [], options = {} }]) => {
    expect((await documentOf(args, options)).equals(usual)).toBe(true);
  });

  it('another place and name of the archive, given relatively', async () => {
    const folder = join(work.fresh('elsewhere'), 'ünlü');
    mkdirSync(folder);
    symlinkSync(image, join(folder, 'other name'));
    expect((await documentOf([], { cwd: folder }, './other name')).equals(usual)).toBe(true);
  });

  it('a data folder that already knows everything, or is told to forget it', async () => {
    const data = work.fresh();
    const files = ['first', 'again', 'forced'].map((name) => join(work.path, name));
    for (const [i, file] of files.entries())
      await scanImage(data, [image, '-o', `cdx-json=${file}`, ...(i === 2 ? ['--force'] : [])]);
    expect(files.map((file) => readFileSync(file).equals(usual))).toEqual([true, true, true]);
  });

  it('differs where it should: by the name that is asked for', async () => {
    expect((await documentOf(['--name', 'other'])).equals(usual)).toBe(false);
  });
});
