import { expect, it } from 'vitest';
import { limits } from '#engine/bytes/limits.ts';
import { keepsByKind, keepsByPath } from './kept-sources.ts';

it.for([
  ['app/main.js', true],
  ['app/x.cjs', true],
  ['package.json', true],
  ['usr/lib/python3/site.py', true],
  ['x.pth', true],
  ['entry.sh', true],
  ['etc/ld.so.conf', true],
  ['etc/ld.so.conf.d/x.conf', true],
  ['etc/ld.so.cache', true],
  ['etc/ld-musl-x86_64.path', true],
  ['etc/ld.so.conf.d/deeper/x.conf', false],
  ['usr/etc/ld.so.conf', false],
  ['app.js/data', false],
  ['usr/bin/tool', false],
  ['x.jsx', false],
  ['etc/passwd', true],
  ['etc/supervisor/conf.d/app.conf', true],
  ['srv/supervisord.conf', true],
  ['docker-entrypoint.d/15-x.envsh', true],
  ['etc/s6-overlay/s6-rc.d/web/type', true],
  ['etc/services.d/web/run', true],
  ['etc/nginx/nginx.conf', false],
  ['home/etc/passwd', false],
] as const)('%s: %s', ([path, kept]) => {
  expect(keepsByPath(path, 10)).toBe(kept);
});

it('keeps nothing large', () => {
  const { sourceBytes } = limits;
  expect([keepsByPath('x.js', sourceBytes), keepsByPath('x.js', sourceBytes + 1)]).toEqual([true, false]);
  expect([keepsByKind('script', sourceBytes), keepsByKind('script', sourceBytes + 1)]).toEqual([true, false]);
  expect(keepsByKind('elf', 1)).toBe(false);
});
