import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { RootPath } from '#shared/model/root-path.ts';
import { linkInput } from '#engine/testing/link-input.ts';
import { linkClosure } from '../link-closure.ts';
import type { LinkInput } from '../types.ts';
import { linkNotes } from './link-notes.ts';

const LIB = 'usr/lib64';

function notes(input: LinkInput, path = 'bin/app'): ReturnType<typeof linkNotes> {
  const closure = linkClosure(input, path as RootPath);
  return closure === undefined ? [] : linkNotes(input, closure);
}

/** Notes as text: mechanism, name, where it is, what says so. */
function told(input: LinkInput, path?: string): string[] {
  return notes(input, path).map(
    ({ mechanism, name, to, stated }) =>
      `${mechanism}: ${name} ${to === null ? 'is nowhere' : `is ${to.slice(1)}`} (${stated.variable ?? `${stated.file.slice(1)}:${stated.line}`})`,
  );
}

const withLibc = { 'bin/app': { needed: ['libc.so.6'] }, [`${LIB}/libc.so.6`]: { versionsDefined: ['GLIBC_2.34'] } };
const oldLibc = { 'bin/app': { needed: ['libc.so.6'] }, [`${LIB}/libc.so.6`]: { versionsDefined: ['GLIBC_2.17'] } };
const withPam = (program: string): Parameters<typeof linkInput>[0] => ({
  [`bin/${program}`]: { needed: ['libpam.so.0'] },
  [`${LIB}/libpam.so.0`]: {},
  [`${LIB}/security/pam_unix.so`]: {},
  [`${LIB}/security/pam_deny.so`]: {},
  'opt/pam_own.so': {},
});
const withCrypto = {
  'bin/app': { needed: ['libcrypto.so.3'] },
  [`${LIB}/libcrypto.so.3`]: {},
  [`${LIB}/ossl-modules/legacy.so`]: {},
  [`${LIB}/engines-3/pkcs11.so`]: {},
  'opt/fips.so': {},
};
const withQt = {
  'opt/app/bin/app': { needed: ['libQt5Core.so.5'] },
  [`${LIB}/libQt5Core.so.5`]: {},
  'opt/app/plugins/platforms/libqxcb.so': {},
  'opt/app/plugins/platforms/other.so': { machine: 183 },
  'opt/app/other/styles/libx.so': {},
};

it.for<[name: string, input: LinkInput, want: string[], path?: string]>([
  [
    'NSS: services that are modules; files and dns are part of glibc since 2.34',
    linkInput(
      { ...withLibc, [`${LIB}/libnss_sss.so.2`]: {} },
      { files: { 'etc/nsswitch.conf': '# c\npasswd: files sss\nhosts: dns myhostname\nsudoers: ldap\n' } },
    ),
    [
      `nss: libnss_sss.so.2 is ${LIB}/libnss_sss.so.2 (etc/nsswitch.conf:2)`,
      'nss: libnss_myhostname.so.2 is nowhere (etc/nsswitch.conf:3)',
    ],
  ],
  [
    'NSS: they are modules of an older one',
    linkInput(oldLibc, { files: { 'etc/nsswitch.conf': 'hosts: files dns' } }),
    [
      'nss: libnss_files.so.2 is nowhere (etc/nsswitch.conf:1)',
      'nss: libnss_dns.so.2 is nowhere (etc/nsswitch.conf:1)',
    ],
  ],
  ['no file, no note', linkInput(withLibc), []],
  [
    'musl has no such services',
    linkInput(
      { 'bin/app': { interp: '/lib/ld-musl-x86_64.so.1', needed: ['libc.so'] }, 'lib/ld-musl-x86_64.so.1': {} },
      { files: { 'etc/nsswitch.conf': 'passwd: sss' } },
    ),
    [],
  ],
  [
    'PAM: the service that has the program’s name, with what it includes, and the one for all others',
    linkInput(withPam('su'), {
      files: {
        'etc/pam.d/su': 'auth required pam_own.so\n@include common\nauth include common\n',
        'etc/pam.d/su-l': 'auth required /opt/pam_own.so',
        'etc/pam.d/common': '\nauth [success=1] pam_unix.so\n',
        'usr/lib/pam.d/other': 'auth required pam_deny.so',
        'etc/pam.d/cron': 'auth required pam_cron.so',
      },
    }),
    [
      'pam: pam_own.so is nowhere (etc/pam.d/su:1)',
      `pam: pam_unix.so is ${LIB}/security/pam_unix.so (etc/pam.d/common:2)`,
      'pam: /opt/pam_own.so is opt/pam_own.so (etc/pam.d/su-l:1)',
      `pam: pam_deny.so is ${LIB}/security/pam_deny.so (usr/lib/pam.d/other:1)`,
    ],
    'bin/su',
  ],
  [
    'PAM: any service, where none has the name',
    linkInput(withPam('daemon'), { files: { 'etc/pam.d/cron': 'auth required pam_cron.so' } }),
    ['pam: pam_cron.so is nowhere (etc/pam.d/cron:1)'],
    'bin/daemon',
  ],
  [
    'a program that is not linked with libpam has none',
    linkInput({ 'bin/app': {} }, { files: { 'etc/pam.d/app': 'auth required pam_unix.so' } }),
    [],
  ],
  [
    'OpenSSL: providers that are activated and not part of it, and engines',
    linkInput(withCrypto, {
      files: {
        'etc/ssl/openssl.cnf':
          'openssl_conf = start\n[start]\nproviders = p\nengines = e\n[p]\ndefault = on\nlegacy = on\nfips = f\nidle = off\n' +
          '[on]\nactivate = 1\n[off]\nmodule = /opt/fips.so\n[f]\nmodule = /opt/fips.so\nactivate = yes\n[e]\npkcs11 = x\n[x]\nengine_id = pkcs11\n',
      },
    }),
    [
      `openssl-provider: legacy.so is ${LIB}/ossl-modules/legacy.so (etc/ssl/openssl.cnf:11)`,
      'openssl-provider: /opt/fips.so is opt/fips.so (etc/ssl/openssl.cnf:16)',
      `openssl-engine: pkcs11.so is ${LIB}/engines-3/pkcs11.so (etc/ssl/openssl.cnf:18)`,
    ],
  ],
  [
    'OpenSSL: the file that the environment names, and what it includes',
    linkInput(withCrypto, {
      env: ['OPENSSL_CONF=/opt/openssl.cnf'],
      files: {
        'opt/openssl.cnf': 'openssl_conf = s\n.include = /opt/more\n[s]\nproviders = p',
        'opt/more/a.cnf': '[p]\nlegacy = l\n[l]\nactivate = 1\n',
        'opt/more/b.txt': '[p]\nother = l\n',
        'etc/ssl/openssl.cnf': '',
      },
    }),
    [`openssl-provider: legacy.so is ${LIB}/ossl-modules/legacy.so (opt/more/a.cnf:4)`],
  ],
  [
    'character sets, each once',
    linkInput(
      { ...withLibc, [`${LIB}/gconv/A.so`]: {} },
      {
        files: {
          [`${LIB}/gconv/gconv-modules`]: '#\nmodule A// INTERNAL A 1\nmodule INTERNAL A// A 1\n',
          [`${LIB}/gconv/gconv-modules.d/x.conf`]: 'module B// INTERNAL B\n',
        },
      },
    ),
    [
      `gconv: A.so is ${LIB}/gconv/A.so (${LIB}/gconv/gconv-modules:2)`,
      `gconv: B.so is nowhere (${LIB}/gconv/gconv-modules.d/x.conf:1)`,
    ],
  ],
  [
    'Qt: folders of qt.conf and of the environment, without files of other machines',
    linkInput(withQt, {
      env: ['QT_PLUGIN_PATH=/opt/app/other'],
      files: { 'opt/app/bin/qt.conf': '[Paths]\nPrefix=..\n' },
    }),
    [
      'qt-plugin: libx.so is opt/app/other/styles/libx.so (QT_PLUGIN_PATH)',
      'qt-plugin: libqxcb.so is opt/app/plugins/platforms/libqxcb.so (opt/app/bin/qt.conf:1)',
    ],
    'opt/app/bin/app',
  ],
  ['Qt: nothing names a folder', linkInput(withQt), [], 'opt/app/bin/app'],
  [
    'GStreamer: folders of the environment',
    linkInput(
      {
        'bin/app': { needed: ['libgstreamer-1.0.so.0'] },
        [`${LIB}/libgstreamer-1.0.so.0`]: {},
        'opt/gst/deep/libgstx.so': {},
      },
      { env: ['GST_PLUGIN_PATH=/opt/gst'] },
    ),
    ['gstreamer-plugin: libgstx.so is opt/gst/deep/libgstx.so (GST_PLUGIN_PATH)'],
  ],
])('%s', ([, input, want, path]) => {
  expect(told(input, path)).toEqual(want);
});

it('cites the line, with the line end before it', () => {
  const text = '# c\npasswd: files sss\nhosts: dns\n';
  const [one] = notes(linkInput(withLibc, { files: { 'etc/nsswitch.conf': text } }));
  expect(one).toEqual({
    kind: 'possible',
    mechanism: 'nss',
    by: `/${LIB}/libc.so.6`,
    name: 'libnss_sss.so.2',
    to: null,
    real: null,
    reason: 'a lookup in "passwd" asks the service "sss"',
    stated: {
      file: '/etc/nsswitch.conf',
      line: 2,
      cited: {
        kind: 'lines',
        container: [],
        segments: [{ from: 3, to: 22 }],
        sha256: createHash('sha256').update('\npasswd: files sss\n').digest('hex'),
      },
      variable: null,
    },
  });
});
