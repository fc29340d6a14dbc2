import { describe, expect, it } from 'vitest';
import { parseSourceRpm, splitNvr } from './parse-source-rpm.ts';

describe('parseSourceRpm', () => {
  it.for([
    ['bash-5.1.8-1.cm2.src.rpm', { name: 'bash', version: '5.1.8', release: '1.cm2' }],
    [
      'audit-3.0-0.10.20180831git0047a6c.el8.src.rpm',
      { name: 'audit', version: '3.0', release: '0.10.20180831git0047a6c.el8' },
    ],
    ['java-1.8.0-openjdk-1.8.0.1-2.nosrc.rpm', { name: 'java-1.8.0-openjdk', version: '1.8.0.1', release: '2' }],
    ['rpm-ndb-4.14.3-40.1.src.rpm', { name: 'rpm-ndb', version: '4.14.3', release: '40.1' }],
    ['(none)', undefined],
    ['bash-5.1.8-1.x86_64.rpm', undefined],
    ['bash-5.1.src.rpm', undefined],
    ['-5.1-1.src.rpm', undefined],
    ['bash--1.src.rpm', undefined],
    ['bash-1-.src.rpm', undefined],
    ['', undefined],
  ] as const)('%s', ([fileName, want]) => {
    expect(parseSourceRpm(fileName)).toEqual(want);
  });
});

describe('splitNvr', () => {
  it.for([
    ['vim-2:9.0-1.fc43', { name: 'vim', version: '2:9.0', release: '1.fc43' }],
    ['vim', undefined],
  ] as const)('%s', ([nvr, want]) => {
    expect(splitNvr(nvr)).toEqual(want);
  });
});
