import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Digest } from '#shared/model/digest.ts';
import type { ImageChoice, LoadedImage } from '../types.ts';

/** An image that a source offers, before anything but its description is looked at. */
export type Offer = Readonly<{
  choice: ImageChoice;
  /** Every digest that names it: of the config, the manifest, the indexes it stands in. */
  digests: readonly Digest[];
  /**
   * Reads and checks the rest of it.
   *
   * @throws {ParseError} when its description is damaged
   */
  load(): Promise<LoadedImage>;
}>;

/** Something that a source lists beside images, and that has a name to be asked for by. */
export type OtherThing = Readonly<{
  positions: readonly number[];
  tags: readonly string[];
  digests: readonly Digest[];
  /** Media or artifact type. */
  type: string;
}>;

export type Offers = Readonly<{
  images: readonly Offer[];
  others: readonly OtherThing[];
  /** What was odd about the source as a whole. */
  diagnostics: readonly Diagnostic[];
}>;

/**
 * Joins offers of the same image (the same config) under several tags or in several indexes, once all that was asked for has
 * been applied: until then, two manifests of one config are two things that can be asked for. The first one's bytes are used.
 */
export function joinSameImages(offers: readonly Offer[]): Offer[] {
  const byImage = new Map<string, Offer>();
  for (const [i, offer] of offers.entries()) {
    const { imageId, digest, present } = offer.choice;
    const key = `${present} ${imageId ?? digest ?? i}`;
    const first = byImage.get(key);
    byImage.set(key, first === undefined ? offer : join(first, offer));
  }
  return [...byImage.values()];
}

function join(first: Offer, second: Offer): Offer {
  const tags = sortedUnion(first.choice.tags, second.choice.tags);
  const positions = [...new Set([...first.choice.positions, ...second.choice.positions])].sort((a, b) => a - b);
  const digests = [...new Set([...first.digests, ...second.digests])];
  return { ...first, choice: { ...first.choice, positions, tags }, digests };
}

/** Every tag of the chosen manifest, also those that were not asked for. */
export function tagsOfSame(offers: readonly Offer[], { choice }: Offer): string[] {
  const same = offers.filter(({ choice: other }) => other.imageId === choice.imageId && other.digest === choice.digest);
  return sortedUnion(
    choice.tags,
    same.flatMap((offer) => offer.choice.tags),
  );
}

export function sortedUnion(a: readonly string[], b: readonly string[] = []): string[] {
  return [...new Set([...a, ...b])].sort();
}
