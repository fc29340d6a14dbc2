import { describe, expect, it } from 'vitest';
import { documentKind, isForeignType, isImageConfig, isLayerType } from '../oci/media-types.ts';
import { pathReadings, parseReference } from '../parse-reference.ts';
import { fullImageName } from './image-name.ts';
import { bestMatches, parsePlatform, printPlatform } from './platform.ts';

describe('bestMatches', () => {
  it.for([
    ['linux/amd64', ['linux/arm64', 'linux/amd64'], ['linux/amd64']],
    ['linux/x86_64', ['linux/amd64'], ['linux/amd64']],
    ['linux/arm64', ['linux/arm64/v8'], ['linux/arm64/v8']],
    ['linux/aarch64/v8', ['linux/arm64'], ['linux/arm64']],
    ['linux/arm', ['linux/arm/v5', 'linux/arm/v6', 'linux/arm/v7'], ['linux/arm/v7']],
    ['linux/arm/v7', ['linux/arm/v5', 'linux/arm/v6'], ['linux/arm/v6']],
    ['linux/arm/v6', ['linux/arm/v7'], []],
    ['linux/armel', ['linux/arm/v7', 'linux/arm/v6'], ['linux/arm/v6']],
    ['linux/amd64', ['linux/amd64/v3', 'linux/amd64/v2'], ['linux/amd64/v2']],
    ['linux/amd64/v2', ['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v3'], ['linux/amd64/v2']],
    ['linux/amd64/v3', ['linux/amd64'], ['linux/amd64']],
    ['linux/i386', ['linux/386'], ['linux/386']],
    ['linux/ppc64le', ['linux/ppc64le'], ['linux/ppc64le']],
    ['Linux/AMD64', ['linux/amd64'], ['linux/amd64']],
    ['windows/amd64', ['linux/amd64'], []],
  ] as const)('%s of %o: %o', ([wanted, offered, found]) => {
    const platform = parsePlatform(wanted);
    if (platform === undefined) expect.fail();
    expect(bestMatches(offered, (text) => text && toPlatform(text), platform)).toEqual(found);
  });

  it('leaves a choice between builds of Windows', () => {
    const builds = ['10.0.17763', '10.0.20348'].map((osVersion) => ({
      os: 'windows',
      architecture: 'amd64',
      osVersion,
    }));
    expect(bestMatches(builds, (build) => build, { os: 'windows', architecture: 'amd64' })).toEqual(builds);
  });

  it.for(['', 'linux', 'linux/', '/amd64', 'linux/arm/', 'linux/arm/v7/x'])('"%s" is no platform', (text) => {
    expect(parsePlatform(text)).toBeUndefined();
  });
});

/** As an index states it, before any alias is resolved. */
function toPlatform(text: string): { os: string; architecture: string; variant?: string } {
  const [os = '', architecture = '', variant] = text.split('/');
  const platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  expect(printPlatform(platform)).toBe(text);
  return platform;
}

describe('fullImageName', () => {
  it.for([
    ['alpine', 'docker.io/library/alpine:latest'],
    ['alpine:3', 'docker.io/library/alpine:3'],
    ['library/alpine', 'docker.io/library/alpine:latest'],
    ['index.docker.io/alpine', 'docker.io/library/alpine:latest'],
    ['team/app:1', 'docker.io/team/app:1'],
    ['localhost/app', 'localhost/app:latest'],
    ['host:5000/app', 'host:5000/app:latest'],
    ['host:5000/team/app:2', 'host:5000/team/app:2'],
    ['registry.example/app', 'registry.example/app:latest'],
    ['app@sha256:00', undefined],
    ['', undefined],
    [':tag', undefined],
    ['a//b', undefined],
    ['app:', undefined],
  ] as const)('%s: %s', ([name, full]) => {
    expect(fullImageName(name)).toBe(full);
  });
});

describe('parseReference', () => {
  it.for([
    ['docker-archive:a.tar', { kind: 'docker-archive', rest: 'a.tar' }],
    ['oci:a', { kind: 'oci-layout', rest: 'a' }],
    ['dir:/x', { kind: 'directory', rest: '/x' }],
    ['C:/x', { kind: 'any', rest: 'C:/x' }],
    ['image:tag', { kind: 'any', rest: 'image:tag' }],
    ['constructor:x', { kind: 'any', rest: 'constructor:x' }],
    ['docker://alpine', { kind: 'network', scheme: 'docker' }],
  ] as const)('%s', ([ref, want]) => {
    expect(parseReference(ref)).toEqual(want);
  });

  it('reads what may select an image, the longest path first', () => {
    expect(pathReadings('a:b:@1')).toEqual([
      { path: 'a:b:@1', selector: undefined },
      { path: 'a', selector: 'b:@1' },
      { path: 'a:b', selector: '@1' },
    ]);
  });
});

describe('media types', () => {
  it.for([
    ['application/vnd.oci.image.layer.v1.tar', true, false],
    ['application/vnd.oci.image.layer.v1.tar+gzip', true, false],
    ['application/vnd.oci.image.layer.v1.tar+zstd', true, false],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', true, true],
    ['application/vnd.docker.image.rootfs.diff.tar.gzip', true, false],
    ['application/vnd.docker.image.rootfs.diff.tar.zstd', true, false],
    ['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', true, true],
    ['application/tar+gzip', true, false],
    ['application/vnd.oci.image.layer.v1.tar+gzip+encrypted', false, false],
    ['application/vnd.in-toto+json', false, false],
    ['application/vnd.cncf.helm.chart.content.v1.tar+gzip', true, false],
    ['application/vnd.wasm.content.layer.v1+wasm', false, false],
    ['application/vnd.dev.cosign.simplesigning.v1+json', false, false],
    ['application/start', false, false],
  ] as const)('%s: layer %s, foreign %s', ([type, layer, foreign]) => {
    expect([isLayerType(type), isForeignType(type)]).toEqual([layer, foreign]);
  });

  it('tells documents apart', () => {
    expect(documentKind('application/vnd.docker.distribution.manifest.list.v2+json')).toBe('index');
    expect(documentKind('application/vnd.docker.distribution.manifest.v2+json')).toBe('manifest');
    expect(documentKind('application/vnd.docker.distribution.manifest.v1+prettyjws')).toBe('other');
    expect(documentKind(null)).toBe('unstated');
    expect(isImageConfig('application/vnd.cncf.helm.config.v1+json')).toBe(false);
  });
});
