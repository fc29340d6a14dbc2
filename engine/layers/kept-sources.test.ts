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
  ['opt/musl/etc/ld-musl-x86_64.path', true],
  ['opt/musl/ld-musl-x86_64.path', false],
  ['etc/nsswitch.conf', true],
  ['usr/etc/nsswitch.conf', false],
  ['etc/pam.d/su', true],
  ['usr/lib/pam.d/su', true],
  ['usr/lib/x86_64-linux-gnu/gconv/gconv-modules', true],
  ['usr/lib64/gconv/gconv-modules.d/extra.conf', true],
  ['usr/lib64/gconv/UTF-16.so', false],
  ['etc/ssl/openssl.cnf', true],
  ['etc/pki/tls/openssl.d/fips.conf', true],
  ['opt/app/bin/qt.conf', true],
  ['home/etc/passwd', false],
] as const)('%s: %s', ([path, kept]) => {
  expect(keepsByPath(path, 10)).toBe(kept);
});

it('keeps nothing large', () => {
  const { sourceBytes, scriptBytes, pythonBytes } = limits;
  expect([keepsByPath('x.sh', sourceBytes), keepsByPath('x.sh', sourceBytes + 1)]).toEqual([true, false]);
  expect([keepsByPath('x.js', scriptBytes), keepsByPath('x.js', scriptBytes + 1)]).toEqual([true, false]);
  expect([keepsByPath('x.py', pythonBytes), keepsByPath('x.py', pythonBytes + 1)]).toEqual([true, false]);
  expect([keepsByKind('script', sourceBytes), keepsByKind('script', sourceBytes + 1)]).toEqual([true, false]);
  expect(keepsByKind('elf', 1)).toBe(false);
});
