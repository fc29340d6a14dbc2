import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { AcquireError } from '../acquire-error.ts';
import type { ImageChoice } from '../types.ts';
import { fullImageName, isBareTag } from './image-name.ts';
import { joinSameImages, type Offer, type Offers, type OtherThing, tagsOfSame } from './offer.ts';
import { bestMatches, parsePlatform, printPlatform } from './platform.ts';

/** What was asked for; each selector narrows further. */
export type Wish = Readonly<{ selectors: readonly string[]; platform: string | undefined }>;

/** `tags`: all that the chosen image has. */
export type Selected = Readonly<{ offer: Offer; tags: readonly string[]; diagnostics: readonly Diagnostic[] }>;

/** How many choices an error's sentence names; `AcquireError.choices` has all. */
const NAMED_CHOICES = 12;

/**
 * The one image that is meant. Nothing is chosen silently: several that fit are an error that lists them.
 *
 * @throws {AcquireError} `not-an-image`, `no-such-image`, `no-such-platform`, `ambiguous`, `damaged` (listed, but not there)
 */
export function selectImage(offers: Offers, wish: Wish): Selected {
  const all = offers.images;
  if (all.length === 0 && wish.selectors.length === 0) throw notAnImage(offers.others);
  let left = all;
  let others = offers.others;
  for (const selector of wish.selectors) {
    left = named(left, selector, (offer) => ({ ...offer.choice, digests: offer.digests }));
    others = named(others, selector, (other) => other);
    if (left.length === 0 && others.length > 0) throw notAnImage(others);
    if (left.length === 0) throw noSuch('no-such-image', `image ${selector}`, all);
  }
  const byName = left;
  if (wish.platform !== undefined) {
    const wanted = parsePlatform(wish.platform);
    if (wanted === undefined) {
      const found = wish.platform;
      throw new AcquireError('no-such-platform', {
        code: 'malformed',
        what: 'the platform asked for',
        found,
        expected: 'os/architecture[/variant]',
      });
    }
    left = bestMatches(
      left.filter((offer) => offer.choice.present),
      (offer) => offer.choice.platform,
      wanted,
    );
    if (left.length === 0) throw noSuch('no-such-platform', `platform ${wish.platform}`, byName);
  }
  left = joinSameImages(left);
  const present = left.filter((offer) => offer.choice.present);
  const [first, ...rest] = present;
  if (first === undefined) throw absent(left);
  if (rest.length > 0) throw ambiguous(present);
  const missing = left.length - present.length;
  return { offer: first, tags: tagsOfSame(all, first), diagnostics: missing > 0 ? [otherPlatformsAbsent(left)] : [] };
}

type Names = Readonly<{ positions: readonly number[]; tags: readonly string[]; digests: readonly string[] }>;

/** Most exact reading first: a position, the tag as written, the tag in full form, a digest or the start of one. */
function named<T>(things: readonly T[], selector: string, namesOf: (thing: T) => Names): readonly T[] {
  const position = /^@([0-9]{1,9})$/.exec(selector)?.[1];
  if (position !== undefined) return things.filter((thing) => namesOf(thing).positions.includes(Number(position)));
  const full = fullImageName(selector);
  const prefix = /^(?:sha256:)?[0-9a-f]{7,64}$/.test(selector)
    ? `sha256:${selector.replace('sha256:', '')}`
    : undefined;
  const readings: ((names: Names) => boolean)[] = [
    ({ tags }) => tags.includes(selector),
    ({ tags }) => full !== undefined && tags.some((tag) => !isBareTag(tag) && fullImageName(tag) === full),
    ({ digests }) => prefix !== undefined && digests.some((digest) => digest.startsWith(prefix)),
  ];
  for (const reading of readings) {
    const found = things.filter((thing) => reading(namesOf(thing)));
    if (found.length > 0) return found;
  }
  return [];
}

function notAnImage(others: readonly OtherThing[]): AcquireError {
  const types = [...new Set(others.map((other) => other.type))].sort();
  const found = types.length === 0 ? 'a list without images' : `only ${types.slice(0, NAMED_CHOICES).join(', ')}`;
  return new AcquireError('not-an-image', { code: 'missing', what: 'a container image', found });
}

function noSuch(code: 'no-such-image' | 'no-such-platform', what: string, offers: readonly Offer[]): AcquireError {
  return new AcquireError(code, { code: 'missing', what, found: list(offers) }, { choices: choices(offers) });
}

function ambiguous(offers: readonly Offer[]): AcquireError {
  const diagnostic: Diagnostic = { code: 'missing', what: 'which one image is meant', found: list(offers) };
  return new AcquireError('ambiguous', diagnostic, { choices: choices(offers) });
}

function absent(offers: readonly Offer[]): AcquireError {
  const digests = offers.map((offer) => offer.choice.digest ?? 'unnamed').slice(0, NAMED_CHOICES);
  const diagnostic: Diagnostic = {
    code: 'missing',
    what: `the manifest ${digests.join(', ')}`,
    found: 'only its entry',
  };
  return new AcquireError('damaged', diagnostic, { choices: choices(offers) });
}

function otherPlatformsAbsent(offers: readonly Offer[]): Diagnostic {
  const missing = offers.filter((offer) => !offer.choice.present);
  return {
    code: 'anomaly',
    what: 'images that are listed, but not in this source',
    found: missing
      .slice(0, NAMED_CHOICES)
      .map((offer) => printPlatform(offer.choice.platform))
      .join(', '),
  };
}

function choices(offers: readonly Offer[]): ImageChoice[] {
  return joinSameImages(offers).map((offer) => offer.choice);
}

function list(offers: readonly Offer[]): string {
  const all = choices(offers);
  const names = all.slice(0, NAMED_CHOICES).map(printChoice);
  const more = all.length > names.length ? `, and ${all.length - names.length} more` : '';
  return all.length === 0 ? 'no image' : `${names.join(', ')}${more}`;
}

/** One line of a list to choose from. */
export function printChoice(choice: ImageChoice): string {
  const name =
    choice.tags[0] ?? choice.digest ?? choice.imageId ?? choice.positions.map((n) => `@${n}`)[0] ?? 'unnamed';
  return `${name} (${printPlatform(choice.platform)}${choice.present ? '' : ', not here'})`;
}
