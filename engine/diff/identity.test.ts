import { expect, it } from 'vitest';
import { debComponent } from '#engine/testing/graph.ts';
import type { Component } from '#shared/model/component.ts';
import { comparedVersion, identify } from './identity.ts';

const purl = (key: string, more: Partial<Component> = {}): Component =>
  debComponent('x', '1', { key, purl: key, ...more });

/** contracts §3: type, namespace, name and subpath, arch, Maven's classifier and type. */
it.for([
  [
    'pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12&upstream=glibc',
    'pkg:deb/debian/libc6?arch=amd64',
    'upstream=glibc',
  ],
  ['pkg:npm/%40scope/name@1.0.0', 'pkg:npm/%40scope/name', ''],
  ['pkg:rpm/fedora/a@1-1?arch=noarch&distro=fedora-40&epoch=1', 'pkg:rpm/fedora/a?arch=noarch', ''],
  ['pkg:golang/example.org/m@v1.2.3?checksum=sha256:00#cmd/x', 'pkg:golang/example.org/m#cmd/x', 'checksum=sha256:00'],
  ['pkg:pypi/nothing', 'pkg:pypi/nothing', ''],
] as const)('%s is %s', ([key, identity, qualifiers]) => {
  expect(identify(purl(key))).toEqual({ identity, qualifiers });
});

it('takes classifier and type of Maven alone', () => {
  const key = 'pkg:maven/g/a@1?classifier=linux&repository_url=r&type=zip';
  expect(identify(purl(key, { type: 'maven' }))).toEqual({
    identity: 'pkg:maven/g/a?classifier=linux&type=zip',
    qualifiers: 'repository_url=r',
  });
  expect(identify(purl(key.replace('maven', 'nuget'), { type: 'nuget' })).identity).toBe('pkg:nuget/g/a');
});

it('names a file by its name, and compares its digest', () => {
  const bin = purl('bin:sha256:00', { type: 'bin', name: 'server', arch: null, version: null });
  expect([identify(bin), comparedVersion(bin)]).toEqual([{ identity: 'bin/server', qualifiers: '' }, 'sha256:00']);
});
