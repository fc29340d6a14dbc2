import type { Component } from '../model/component.ts';
import type { EvidenceBytes } from '../model/evidence-bytes.ts';
import type { Evidence, Locator } from '../model/evidence.ts';
import type { ImageId } from '../model/digest.ts';
import type { Citation } from '../schema/citation.ts';

/** What is cited. `bytes`: as they were shown, if they were; they tell lines and the file's hash. */
export type Cited = Readonly<{
  /** A component, or the printed path of a file. */
  subject: Pick<Component, 'name' | 'version' | 'key' | 'layers'> | string;
  image: Readonly<{ id: ImageId; layers: number; scannedAtMs: number }>;
  toolVersion: string;
  bytes?: EvidenceBytes | undefined;
}> &
  (Readonly<{ evidence: Evidence; locator?: undefined }> | Readonly<{ evidence: null; locator: Locator }>);

/** Puts a citation together. */
export function citationOf({ subject, evidence, locator, image, toolVersion, bytes }: Cited): Citation {
  const shown = bytes?.state === 'bytes' ? bytes : null;
  const { container, segments, ...place } = evidence === null ? locator : evidence.locator;
  return {
    schema: 'stellaops.citation@1',
    subject:
      typeof subject === 'string'
        ? { name: `/${subject}`, version: null, key: null, introduced: null }
        : { name: subject.name, version: subject.version, key: subject.key, introduced: subject.layers.introduced },
    claim:
      evidence === null
        ? null
        : { source: evidence.source, method: evidence.method, proves: evidence.proves, analyzer: evidence.analyzer },
    image: { id: image.id, layers: Math.max(1, image.layers) },
    locator: { ...place, container: [...container], segments: segments.map(({ from, to }) => ({ from, to })) },
    fileSha256: shown?.fileSha256 ?? null,
    lines: shown?.lines?.map(({ from, to }) => ({ from, to })) ?? null,
    tool: { name: 'stellaops', version: toolVersion },
    scannedAt: new Date(image.scannedAtMs).toISOString(),
  };
}

/**
 * A citation for a letter: words for people, an empty line, the same as one line of JSON for a program that checks it.
 *
 * Every line is one line whatever is in the image: characters that would end a line, reorder or hide others are written as JSON
 * escapes. The words are a format and the same in every language.
 */
export function printCitation(citation: Citation): string {
  return `${citationWords(citation)}\n\n${inert(JSON.stringify(citation))}\n`;
}

/** The part for people, without the JSON. */
export function citationWords(citation: Citation): string {
  const { subject, claim, image, locator, fileSha256, lines, tool, scannedAt } = citation;
  const { layerIndex, diffId, path, container, segments, sha256, kind } = locator;
  const said = [subject.name, ...(subject.version === null ? [] : [subject.version])].join(' ');
  const spans = [
    ...(lines === null || lines.length === 0 ? [] : [`lines ${joined(lines).map(lineRange).join(', ')}`]),
    ...segments.map(
      ({ from, to }) => `bytes 0x${from.toString(16).toUpperCase()}+0x${(to - from).toString(16).toUpperCase()}`,
    ),
  ];
  const layer = `layer ${layerIndex} of 0-${image.layers - 1}, diffID ${diffId}`;
  const rows: readonly (readonly [string, string])[] = [
    [
      'claim',
      claim
        ? `${claim.proves}   source ${claim.source}   method ${claim.method}`
        : `none: the bytes are cited for themselves (${kind})`,
    ],
    ['image', `config ${image.id}`],
    [
      '',
      `${layer}${subject.introduced === null ? '' : subject.introduced === layerIndex ? '  (introduced)' : `  (introduced in layer ${subject.introduced})`}`,
    ],
    ['where', [`/${[path, ...container].join('!')}`, spans.join(', ')].filter((part) => part !== '').join('  ')],
    ['', `${fileSha256 === null ? '' : `file sha256:${fileSha256}; `}range sha256:${sha256}`],
    ['tool', `${tool.name} ${tool.version}${claim ? `, analyzer ${claim.analyzer}` : ''}   scan ${scannedAt}`],
  ];
  const head = subject.key === null || subject.key === subject.name ? said : `${said}  (${subject.key})`;
  return [head, ...rows.map(([label, value]) => `${label.padEnd(9)}${value}`)].map(inert).join('\n');
}

// Controls, bidirectional controls, zero-width and other characters that one does not see.
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Foreign text as one line that reorders and hides nothing: what does is written as a JSON escape. */
export function inert(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

type Lines = NonNullable<Citation['lines']>;

function lineRange({ from, to }: Lines[number]): string {
  return from === to ? String(from) : `${from}-${to}`;
}

/** In order, those that touch made one. */
function joined(lines: Lines): Lines {
  const result: Lines = [];
  for (const { from, to } of [...lines].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}
