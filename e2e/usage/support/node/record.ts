import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { nodeResolver } from '#engine/usage/code/node/node-closure.ts';

/** What Node asked for and where that led (null: nowhere; no path: built in), and what it loaded. */
export type Row = Readonly<
  | { kind: 'request'; mode: 'require' | 'import'; from: string | null; specifier: string; to: string | null }
  | { kind: 'load'; path: string }
>;

const RECORDER = fileURLToPath(new URL('record-loads.cjs', import.meta.url));

/** Runs a program under this machine's Node, as it is, and tells what its processes and threads asked for and loaded. */
export function record(folder: string, args: readonly string[]): readonly Row[] {
  const log = join(folder, 'loads.ndjson');
  writeFileSync(log, '');
  const { status, stderr } = spawnSync(process.execPath, ['--require', RECORDER, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', LOADS_FILE: log },
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`${args[0]}: exit ${status}\n${stderr.slice(-2000)}`);
  const rows = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  return rows
    .map((line) => JSON.parse(line) as Row)
    .filter((row) => (row.kind === 'load' ? row.path !== RECORDER : row.from !== null && row.from !== RECORDER));
}

type Compared = Readonly<{ compared: number; different: Readonly<Record<string, string>> }>;

/** Requests that lead elsewhere than Node says. */
export function compareRequests(rows: readonly Row[], resolve: ReturnType<typeof nodeResolver>): Compared {
  const different: Record<string, string> = {};
  // Node keeps some answers, others it looks for again.
  const requests = new Map(
    rows.flatMap((row) =>
      row.kind === 'request' ? [[`${row.from}: ${row.mode} ${row.specifier}`, row] as const] : [],
    ),
  );
  for (const [asked, { from, mode, specifier, to }] of requests) {
    const found = resolve(from ?? '', specifier, mode).to;
    const ours = found === undefined ? 'built in' : found === null ? 'nowhere' : `/${found.path}`;
    const theirs = /^(node|data):/.test(to ?? '') ? 'built in' : to?.startsWith('/') ? to : 'nowhere';
    if (ours !== theirs) different[asked] = `${theirs}, not ${ours}`;
  }
  return { compared: requests.size, different };
}
