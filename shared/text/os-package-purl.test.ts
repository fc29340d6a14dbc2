import { describe, expect, it } from 'vitest';
import { type OsPackage, osPackagePurl } from './os-package-purl.ts';

const base = { arch: null, source: null, details: {}, distro: null } as const;
const debian = { id: 'debian', versionId: '12' };

const cases: [
  name: string,
  given: Pick<OsPackage, 'type' | 'name' | 'version'> & Partial<OsPackage>,
  want: string | null,
][] = [
  [
    'a deb keeps its epoch in the version',
    { type: 'deb', name: 'attr', version: '1:2.4.47-2+b1', arch: 'amd64', distro: debian },
    'pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64&distro=debian-12',
  ],
  [
    'a deb built from another source',
    {
      type: 'deb',
      name: 'libc6',
      version: '2.36-9',
      arch: 'amd64',
      distro: debian,
      source: { name: 'glibc', version: '2.36-9' },
    },
    'pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12&upstream=glibc',
  ],
  [
    'a deb whose source has another version',
    {
      type: 'deb',
      name: 'gcc',
      version: '4:12.2.0-3',
      distro: debian,
      source: { name: 'gcc-defaults', version: '1.203' },
    },
    'pkg:deb/debian/gcc@4:12.2.0-3?distro=debian-12&upstream=gcc-defaults%401.203',
  ],
  [
    'a deb that is its own source has no upstream',
    { type: 'deb', name: 'tar', version: '1.34', distro: debian, source: { name: 'tar', version: '1.34' } },
    'pkg:deb/debian/tar@1.34?distro=debian-12',
  ],
  [
    'a distribution without a version',
    { type: 'deb', name: 'tar', version: '1.34', distro: { id: 'debian', versionId: null } },
    'pkg:deb/debian/tar@1.34?distro=debian',
  ],
  [
    'no os-release: no namespace, no distro',
    { type: 'deb', name: 'tar', version: '1.34', arch: 'all' },
    'pkg:deb/tar@1.34?arch=all',
  ],
  [
    'rpm: the epoch is a qualifier, rhel is redhat',
    {
      type: 'rpm',
      name: 'NetworkManager',
      version: '1:1.40.0-1.el8',
      arch: 'x86_64',
      distro: { id: 'rhel', versionId: '8.6' },
      details: { epoch: '1', sourceRpm: 'NetworkManager-1.40.0-1.el8.src.rpm' },
    },
    'pkg:rpm/redhat/NetworkManager@1.40.0-1.el8?arch=x86_64&distro=rhel-8.6&epoch=1&upstream=NetworkManager-1.40.0-1.el8.src.rpm',
  ],
  [
    'rpm: a zero epoch is not written, a modularity label is',
    {
      type: 'rpm',
      name: 'perl',
      version: '0:5.26-1',
      distro: { id: 'openEuler', versionId: '22.03' },
      details: { modularityLabel: 'perl:5.26:1:2' },
    },
    'pkg:rpm/openeuler/perl@5.26-1?distro=openEuler-22.03&rpmmod=perl:5.26:1:2',
  ],
  [
    'rpm: source package from name and version',
    {
      type: 'rpm',
      name: 'glibc-common',
      version: '2.34-1',
      distro: { id: 'opensuse-leap', versionId: '15.5' },
      source: { name: 'glibc', version: '2.34-1' },
    },
    'pkg:rpm/opensuse/glibc-common@2.34-1?distro=opensuse-leap-15.5&upstream=glibc-2.34-1.src.rpm',
  ],
  [
    'rpm without os-release: the vendor tag',
    { type: 'rpm', name: 'bash', version: '5.1-1', details: { vendor: 'Fedora Project' } },
    'pkg:rpm/fedora/bash@5.1-1',
  ],
  [
    'rpm without os-release: another vendor',
    { type: 'rpm', name: 'x', version: '1-1', details: { vendor: 'toString' } },
    'pkg:rpm/x@1-1',
  ],
  [
    'apk: the origin',
    {
      type: 'apk',
      name: 'ssl_client',
      version: '1.36.1-r2',
      arch: 'x86_64',
      distro: { id: 'alpine', versionId: '3.18.4' },
      source: { name: 'busybox', version: '1.36.1-r2' },
    },
    'pkg:apk/alpine/ssl_client@1.36.1-r2?arch=x86_64&distro=alpine-3.18.4&upstream=busybox',
  ],
  [
    'a hostile ID is one segment',
    { type: 'apk', name: 'a', version: '1', distro: { id: '../X', versionId: null } },
    'pkg:apk/..-x/a@1?distro=..%2FX',
  ],
  ['nothing without a name', { type: 'apk', name: '', version: '1' }, null],
];

describe('osPackagePurl', () => {
  it.for(cases)('%s', ([, given, want]) => {
    expect(osPackagePurl({ ...base, ...given })).toBe(want);
  });
});
