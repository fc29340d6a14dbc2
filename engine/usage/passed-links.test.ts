import { expect, it } from 'vitest';
import { program, script, traceOf, treeOf } from '#engine/testing/trace.ts';
import { symlink } from '#engine/testing/tar.ts';
import { proofsIn, reach } from './reach.ts';
import { withPassedLinks } from './passed-links.ts';

const FILES = [
  program('usr/bin/dash'),
  program('usr/bin/server2.0'),
  // A folder that is a link; one link to the next; `..` behind a linked folder.
  symlink('bin', 'usr/bin'),
  symlink('usr/bin/sh', 'dash'),
  symlink('usr/bin/server', '/etc/alternatives/server'),
  symlink('etc/alternatives/server', '../../bin/../bin/server2.0'),
  symlink('usr/bin/other', 'server2.0'),
];

function linksOf(body: string): string[] {
  const entries = [...FILES, script('e', `#!/bin/sh\n${body}\n`)];
  const trace = traceOf(entries, { entrypoint: ['/e'], env: ['PATH=/bin'] });
  const files = withPassedLinks(treeOf(entries).tree, trace.hops, reach(trace, []));
  const proof = proofsIn(new Map(files.map((file) => [file.path, file])), trace.hops);
  return files
    .filter(({ step }) => step.rule === 'through')
    .map(({ path, state }) => `${state} ${path}: ${proof(path).at(-2)?.to} ${proof(path).at(-1)?.as}`);
}

it('has the links on the way to a program and to an interpreter, each with its proof, and no other', () => {
  expect(linksOf('exec server')).toEqual([
    'reached etc/alternatives/server: usr/bin/dash server',
    'reached usr/bin/server: usr/bin/dash server',
    'reached usr/bin/sh: e /bin/sh',
  ]);
});

it('says of a link that may be passed that it may', () => {
  expect(linksOf('[ "$HOSTNAME" = x ] && exec other; exec /usr/bin/server2.0')).toEqual([
    'possible usr/bin/other: usr/bin/dash other',
    'reached usr/bin/sh: e /bin/sh',
  ]);
});
