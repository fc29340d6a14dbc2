import { isKnown, type Text } from '../text.ts';
import { cleanPath } from '../world.ts';
import { contentOf, openFolder, see } from './files.ts';
import type { Machine } from './machine.ts';
import type { State } from './state.ts';

/** Programs that change nothing that a condition asks for: rights, times and other processes at most. */
const HARMLESS = new Set(
  'chown chmod chgrp setfacl chcon cat echo printf grep egrep fgrep sleep id whoami ls stat test [ true false basename dirname readlink realpath sort uniq head tail wc cut tr expr date uname hostname nproc getent which env printenv ps kill pgrep pkill nc curl openssl ping ip awk sed diff cmp sha256sum md5sum find xargs du df mount umount ulimit logger nslookup dig seq tty clear tput'.split(
    ' ',
  ),
);

/** Programs that end by themselves: they are not what keeps a container running when its script comes to an end. */
export function endsByItself(name: string, args: readonly Text[]): boolean {
  if (name === 'sleep') return args.every((arg) => /^[\d.]+s?$/.test(arg) && Number.parseFloat(arg) < LONG_SLEEP);
  if (name === 'tail') return !args.some((arg) => /^-[a-zA-Z]*[fF]|^--follow/.test(arg));
  // Servers, and what asks until it is told to stop; what `xargs` starts is another program.
  if (name === 'ping') return args.some((arg) => /^-[a-zA-Z46]*[cw]/.test(arg));
  if (name === 'nc') return !args.some((arg) => /^-[a-zA-Z46]*[lk]/.test(arg));
  if (name === 'openssl') return args[0] !== 's_server' && args[0] !== 'ocsp';
  if (name === 'xargs') return false;
  return HARMLESS.has(name) || /^(mkdir|touch|rm|rmdir|unlink|install|cp|mv|ln)$/.test(name);
}

/** Seconds of a sleep that keeps a container alive. */
const LONG_SLEEP = 3600;

/** What a program that ran does to files, as far as its arguments say. What other programs were given is then not known. */
export function applyEffects(machine: Machine, name: string, args: readonly Text[], state: State): void {
  const change = (path: Text, to: 'file' | 'dir' | 'absent' | 'unknown'): void => {
    const folder = openFolder(path);
    if (folder !== undefined) state.files.set(folder, 'unknown');
    if (isKnown(path) && isKnown(state.cwd)) state.files.set(cleanPath(path, state.cwd), to);
  };
  const paths = args.filter((arg) => !arg.startsWith('-'));
  const options = args.filter((arg) => arg.startsWith('-')).join(' ');
  const last = paths.at(-1);
  switch (name) {
    case 'mkdir':
      for (const path of paths) {
        if (!isKnown(path)) {
          change(path, 'dir');
          continue;
        }
        const parts = cleanPath(path, state.cwd).split('/');
        for (let i = 2; i <= parts.length; i++) {
          const above = parts.slice(0, i).join('/');
          if (see(machine, above, state).kind === 'absent') change(above, 'dir');
        }
      }
      return;
    case 'touch':
      for (const path of paths) if (see(machine, path, state).kind !== 'image') change(path, 'file');
      return;
    case 'rm':
    case 'rmdir':
    case 'unlink':
      for (const path of paths) {
        change(path, 'absent');
        if (!isKnown(path)) continue;
        const clean = `${cleanPath(path, state.cwd)}/`;
        for (const one of state.files.keys()) if (one.startsWith(clean)) state.files.delete(one);
      }
      return;
    case 'install':
      if (/(^| )-d|--directory/.test(options))
        for (const path of paths) change(path, see(machine, path, state).kind === 'absent' ? 'dir' : 'unknown');
      else if (last !== undefined) change(last, 'unknown');
      return;
    case 'cp':
    case 'mv':
    case 'ln': {
      if (last === undefined || paths.length < 2) return;
      const [from = ''] = paths;
      const seen = see(machine, last, state);
      const isFolder = (seen.kind === 'image' ? seen.node.type : seen.kind === 'made' ? seen.type : '') === 'dir';
      const target = isFolder ? `${last}/${from.replace(/\/+$/, '').replace(/^.*\//, '')}` : last;
      const content = paths.length === 2 && name !== 'ln' ? contentOf(machine, from, state) : undefined;
      if (content !== undefined && isKnown(target) && isKnown(state.cwd))
        state.files.set(cleanPath(target, state.cwd), { content });
      else change(paths.length === 2 ? target : last, 'unknown');
      if (name === 'mv') for (const path of paths.slice(0, -1)) change(path, 'absent');
      return;
    }
    default: {
      if (
        HARMLESS.has(name) &&
        !(name === 'sed' && /-i|--in-place/.test(options)) &&
        !(name === 'find' && /-delete|-exec/.test(options))
      )
        return;
      // A path to a file that it might have made or changed.
      for (const arg of args)
        for (const path of isKnown(arg) ? (arg.match(/(?:^|[=:,])(\/[^=:,]+)/g) ?? []) : []) {
          const clean = cleanPath(path.replace(/^[=:,]/, ''), '/');
          if (clean !== '/' && !/^\/(bin|sbin|lib|usr)(\/|$)/.test(clean)) change(clean, 'unknown');
        }
    }
  }
}
