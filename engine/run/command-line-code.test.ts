import { expect, it } from 'vitest';
import '#engine/testing/compile-cache.ts';
import { saveImage, scanned } from '#engine/testing/scanned-image.ts';
import { file } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { program, script } from '#engine/testing/trace.ts';
import { usageSchema } from '#shared/schema/usage.ts';
import { openEngine } from './index.ts';

const LIBRARY = 'os abc codecs io site encodings/__init__ encodings/aliases encodings/utf_8'.split(' ');

it('what code of command lines asks for is reached, and what only a run types is open', async () => {
  await using folder = await tempFolder();
  const engine = await openEngine({ dataDir: folder.path });
  try {
    const entries = [
      ...['bin/sh', 'usr/bin/python3.11', 'usr/bin/node', 'usr/bin/perl'].map(program),
      ...LIBRARY.map((name) => file(`usr/lib/python3.11/${name}.py`, '')),
      file('app/a.py', ''),
      file('app/b.py', ''),
      file('app/node_modules/one/index.js', ''),
      file('app/node_modules/two/index.js', ''),
      script(
        'start',
        '#!/bin/sh\npython3.11 -Bc "import a"\nnode -e \'require("one")\'\nperl -e "use X"\nexec python3.11\n',
      ),
    ];
    const path = await saveImage(folder.path, {
      tags: ['example/code:1'],
      entrypoint: ['/start'],
      workingDir: '/app',
      layers: [{ entries }],
    });
    const { result } = await scanned(engine, path);
    const artifacts = await engine.images.artifacts(result?.imageId ?? expect.fail('not scanned'));
    const { id } = artifacts.find(({ kind }) => kind === 'usage') ?? expect.fail('no usage');
    const { bytes } = await engine.images.artifact(id);
    const usage = usageSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
    expect(usage.files.map(({ path }) => path).filter((path) => path.startsWith('app/'))).toEqual([
      'app/a.py',
      'app/node_modules/one/index.js',
    ]);
    expect(usage.open.map(({ scope, reason, detail, line }) => [scope, reason, detail, line])).toEqual([
      ['perl', 'UnsupportedConstruct', 'modules of perl are not followed', 4],
      ['python', 'DynamicEnvironmentReference', 'the program is read from standard input', 5],
    ]);
  } finally {
    await engine.close();
  }
});
