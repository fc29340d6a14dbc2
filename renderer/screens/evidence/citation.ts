import type { EvidenceBytes } from '#shared/model/evidence-bytes.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { text } from '../../text/en.ts';
import { joinRanges } from './cited-lines.ts';
import type { Exhibit } from './use-evidence.ts';

export type CitationOf = Readonly<{
  subject: string;
  exhibit: Exhibit;
  imageId: ImageId;
  layers: number;
  bytes: EvidenceBytes | undefined;
}>;

/** A proof for a letter: words for people, then the same as JSON for a program that checks it. */
export function printCitation({ subject, exhibit, imageId, layers, bytes }: CitationOf): string {
  const { evidence, locator } = exhibit;
  const { segments, sha256, layerIndex, diffId, path, container } = locator;
  const lines = bytes?.state === 'bytes' ? bytes.lines : null;
  const words: readonly (readonly [string, string])[] = [
    [
      text.citation.claim,
      evidence
        ? `${text.evidence.proves[evidence.proves]}: ${text.evidence.sources[evidence.source]}, ${text.evidence.methods[evidence.method]}`
        : text.evidence.kind[locator.kind],
    ],
    [text.citation.image, `config ${imageId}`],
    ['', `${text.citation.layerOf(layerIndex, layers)}, diffID ${diffId}`],
    [text.citation.where, `/${[path, ...container].join('!')}`],
    [
      '',
      [
        ...(lines ? [text.evidence.lineList(joinRanges(lines))] : []),
        ...segments.map(({ from, to }) => `bytes 0x${from.toString(16)}+0x${(to - from).toString(16)}`),
      ].join(', '),
    ],
    ['', `sha256 ${sha256}`],
    ...(evidence ? ([[text.citation.tool, evidence.analyzer]] as const) : []),
  ];
  const json = JSON.stringify({ schema: 'stellaops.citation@1', subject, imageId, evidence: evidence ?? { locator } });
  return `${subject}\n${words.map(([label, value]) => `${label.padEnd(9)}${value}`).join('\n')}\n\n${json}\n`;
}
