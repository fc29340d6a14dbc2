import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cachedFolder } from '../../images/support/cache-folder.ts';
import { missingTools, run } from '../../images/support/tools.ts';

/** What running entry points for real needs; an empty list means that it can be done. */
export const traceLacks: readonly string[] = missingTools([
  'mmdebstrap',
  'strace',
  'perl',
  'cc',
  'mount',
  'npm',
  'tar',
]);

/** A program that only stays: what a server does, as far as its start is concerned. */
const STAY = '#include <unistd.h>\nint main(void) { for (;;) pause(); }\n';

const PACKAGES = 'tini,dumb-init,gosu,supervisor,busybox,runit';

/** A Debian root with the wrappers and supervisors that public images use, Node with npm, and `/stay`. Nobody writes to it. */
export function traceRoot(): string {
  return cachedFolder('trace-root', [import.meta.filename], (folder) => {
    const root = join(folder, 'root');
    run('mmdebstrap', ['--quiet', '--variant=minbase', '--mode=root', `--include=${PACKAGES}`, 'bookworm', root]);
    writeFileSync(join(folder, 'stay.c'), STAY);
    run('cc', ['-static', '-O1', '-o', join(root, 'stay'), join(folder, 'stay.c')]);
    mkdirSync(join(root, 'usr/local/lib/node_modules'), { recursive: true });
    cpSync(process.execPath, join(root, 'usr/local/bin/node'));
    const npm = run('sh', ['-c', 'readlink -f "$(command -v npm)"']).toString().trim();
    cpSync(dirname(dirname(npm)), join(root, 'usr/local/lib/node_modules/npm'), { recursive: true, dereference: true });
    symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
  });
}
