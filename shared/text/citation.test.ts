import { describe, expect, it } from 'vitest';
import type { DiffId, ImageId, Sha256 } from '../model/digest.ts';
import type { Evidence } from '../model/evidence.ts';
import { citationSchema } from '../schema/citation.ts';
import { citationOf, printCitation } from './citation.ts';

const hash = (digit: string): Sha256 => digit.repeat(64) as Sha256;
const evidence: Evidence = {
  source: 'os-package-database',
  method: 'manifest-analysis',
  proves: 'component',
  analyzer: 'os/dpkg-status@1',
  locator: {
    layerIndex: 2,
    diffId: `sha256:${hash('d')}` as DiffId,
    path: 'var/lib/dpkg/status',
    container: [],
    kind: 'lines',
    segments: [
      { from: 174, to: 226 },
      { from: 298, to: 334 },
    ],
    sha256: hash('1'),
  },
};
const image = { id: `sha256:${hash('c')}` as ImageId, layers: 3, scannedAtMs: Date.UTC(2026, 8, 14, 8, 11, 2, 104) };
const subject = {
  name: 'libssl3',
  version: '3.0.11-1',
  key: 'pkg:deb/debian/libssl3@3.0.11-1?arch=amd64',
  layers: { introduced: 0, recordWritten: 2, lastModified: 0, removed: null },
};

describe('a citation', () => {
  it('is words and the same as JSON', () => {
    const citation = citationOf({
      subject,
      evidence,
      image,
      toolVersion: '0.9.0',
      bytes: {
        state: 'bytes',
        base64: '',
        window: { from: 0, to: 0 },
        size: 500,
        segments: [],
        cited: [],
        fileSha256: hash('7'),
        firstLine: 1,
        lines: [
          { from: 12, to: 14 },
          { from: 15, to: 18 },
          { from: 20, to: 20 },
        ],
        sha256: { claimed: hash('1'), found: hash('1'), equal: true },
        from: 'pack',
      },
    });
    expect(citationSchema.parse(citation)).toEqual(citation);
    const [words = '', json = ''] = printCitation(citation).split('\n\n');
    expect(JSON.parse(json)).toEqual(citation);
    expect(words.split('\n')).toEqual([
      'libssl3 3.0.11-1  (pkg:deb/debian/libssl3@3.0.11-1?arch=amd64)',
      'claim    component   source os-package-database   method manifest-analysis',
      `image    config sha256:${hash('c')}`,
      `         layer 2 of 0-2, diffID sha256:${hash('d')}  (introduced in layer 0)`,
      'where    /var/lib/dpkg/status  lines 12-18, 20, bytes 0xAE+0x34, bytes 0x12A+0x24',
      `         file sha256:${hash('7')}; range sha256:${hash('1')}`,
      'tool     stellaops 0.9.0, analyzer os/dpkg-status@1   scan 2026-09-14T08:11:02.104Z',
    ]);
  });

  it('of a file claims nothing', () => {
    const citation = citationOf({
      subject: 'etc/x',
      evidence: null,
      locator: evidence.locator,
      image,
      toolVersion: '1',
    });
    expect(citation).toMatchObject({
      claim: null,
      subject: { name: '/etc/x', key: null },
      fileSha256: null,
      lines: null,
    });
    expect(printCitation(citation)).toMatch(/^\/etc\/x\nclaim {4}none: the bytes are cited for themselves \(lines\)\n/);
  });

  it('has one line a row whatever the image holds, and loses nothing of it', () => {
    const path = 'a\nwhere    /etc/other\u001b[2J\u202eb\u2028';
    const citation = citationOf({
      subject: { ...subject, name: 'x\ny' },
      evidence: { ...evidence, locator: { ...evidence.locator, path } },
      image,
      toolVersion: '1',
    });
    const printed = printCitation(citation);
    expect(printed.split('\n').length).toBe(10);
    // eslint-disable-next-line no-control-regex
    expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u2028]/);
    expect(JSON.parse(printed.trim().split('\n').at(-1) ?? '')).toEqual(citation);
  });
});
