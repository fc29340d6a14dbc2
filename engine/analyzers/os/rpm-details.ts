import type { PackageFact } from '#shared/model/fact.ts';
import { decodeText } from '#engine/bytes/decode-text.ts';
import type { RpmHeader } from '#engine/formats/rpm/read-header.ts';
import type { RpmTagOf } from '#engine/formats/rpm/tags.ts';

const TEXTS = [
  'release',
  'vendor',
  'sourceRpm',
  'modularityLabel',
  'group',
  'summary',
  'url',
] as const satisfies readonly RpmTagOf<'text'>[];

/** Times are seconds since 1970. */
const INTEGERS = ['epoch', 'buildTime', 'installTime'] as const satisfies readonly RpmTagOf<'integers'>[];

/** The stated facts of a header that have no field of their own; a tag that is absent has no key. */
export function rpmDetails(header: RpmHeader): PackageFact['details'] {
  const details: Record<string, string> = {};
  for (const tag of TEXTS) {
    const text = header.text(tag);
    if (text !== undefined) details[tag] = decodeText(text);
  }
  for (const tag of INTEGERS) {
    const value = header.integer(tag);
    if (value !== undefined) details[tag] = `${value}`;
  }
  // Packages above 4 GiB state their size in the longer tag instead.
  const size = header.integer('longSize') ?? header.integer('size');
  if (size !== undefined) details['installedSize'] = `${size}`;
  const md5 = header.binary('sigMd5');
  if (md5 !== undefined) details['sigMd5'] = Buffer.from(md5).toString('hex');
  return details;
}
