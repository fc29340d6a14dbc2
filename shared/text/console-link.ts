import {
  COMPONENT_FACETS,
  COMPONENT_SORTS,
  type ComponentFacet,
  type ComponentSort,
} from '#shared/model/component-list.ts';
import { type Digest, type ImageId, parseDigest } from '#shared/model/digest.ts';
import {
  CHANGE_STATES,
  LATER,
  TREE_MODES,
  TREE_TYPES,
  type TreeFilter,
  type TreeMode,
} from '#shared/model/layer-tree.ts';

/** Scheme that the desktop program registers for these links. */
export const LINK_SCHEME = 'stellaops';

/** Bounds on a link: the longest command line that every system takes holds several of this length. */
export const linkLimits = { length: 8192, parameters: 200, value: 4096 } as const;

/** What a link can select. `path` is printed text of a path inside the image. */
export type LinkSelection = Readonly<
  | { kind: 'component'; key: string }
  | { kind: 'layer'; index: number }
  | { kind: 'file'; path: string; line?: number }
  | { kind: 'hop'; id: string }
  | { kind: 'artifact'; id: Digest }
>;

/** A place in the console: an image by its digest, a section, what is filtered and what is selected. */
export type ConsoleLink = Readonly<{
  imageId: ImageId;
  /** A lower-case word; which of them are sections, the console knows. */
  section: string;
  query: string;
  facets: Readonly<Partial<Record<ComponentFacet, readonly string[]>>>;
  removed: boolean;
  sort: Readonly<{ by: ComponentSort; descending: boolean }> | null;
  selection: LinkSelection | null;
  /** The older image of a comparison. */
  other: ImageId | null;
  /** Printed path of the file whose links are shown. */
  linksOf: string | null;
  /** What the layers view shows; null for its usual view. */
  tree: (TreeFilter & Readonly<{ mode: TreeMode; layer: number | null }>) | null;
}>;

/** Why a text is no such link. */
export type LinkProblem =
  'scheme' | 'length' | 'characters' | 'document' | 'digest' | 'parameter' | 'value' | 'selection';

/** `found`: the part that does not fit, at most 80 characters of it. */
export type ParsedLink = Readonly<{ link: ConsoleLink }> | Readonly<{ problem: LinkProblem; found: string }>;

class Refusal extends Error {
  readonly problem: LinkProblem;
  readonly found: string;

  constructor(problem: LinkProblem, found: string) {
    super(problem);
    this.problem = problem;
    this.found = found.slice(0, 80);
  }
}

/** May be a link of ours, good or bad: something to parse, rather than a path or words. */
export function looksLikeLink(text: string): boolean {
  return /^stellaops:/i.test(text);
}

/**
 * Reads a link exactly; what is not in the grammar makes all of it void, so that nothing is shown that was not meant.
 *
 * ```
 * stellaops://image/sha256:<64 hex>/<section>[?<parameters>][#<selection>]
 * stellaops://diff?old=sha256:<64 hex>&new=sha256:<64 hex>[#<selection>]
 * parameters  q, view=usage, removed=1, sort=[-]<column>, old=<digest>, of=<path>, and one for each chosen value of a facet;
 *             in layers: mode, with layer=<n> unless it is final, kinds, types and later with commas between, find
 * selection   component=<key> | layer=<n> | file=<path>[:L<line>] | hop=<id> | artifact=sha256:<64 hex>
 * ```
 *
 * Values are percent-encoded UTF-8, `+` is a space in parameters. A link holds digests and paths inside the image: no host path, no
 * address. Reading it opens nothing.
 */
export function parseConsoleLink(text: string): ParsedLink {
  try {
    return { link: parse(text) };
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.problem, found: error.found };
    throw error;
  }
}

function parse(text: string): ConsoleLink {
  if (text.length > linkLimits.length) throw new Refusal('length', text);
  if (!text.startsWith(`${LINK_SCHEME}://`)) throw new Refusal('scheme', text);
  if (!/^[\x21-\x7e]+$/.test(text)) throw new Refusal('characters', text);
  const [address = '', fragment, ...more] = text.slice(`${LINK_SCHEME}://`.length).split('#');
  if (more.length > 0) throw new Refusal('selection', more.join('#'));
  const mark = address.indexOf('?');
  const [place, search] = mark === -1 ? [address, ''] : [address.slice(0, mark), address.slice(mark + 1)];
  const parameters = parseParameters(search);
  const selection = fragment === undefined || fragment === '' ? null : parseSelection(fragment);
  // Some systems add a slash to what they take for a host.
  if (/^diff\/?$/.test(place)) return { ...comparison(parameters), selection };
  const [, digest, section] = /^image\/([^/]*)\/([a-z]{1,20})\/?$/.exec(place) ?? [];
  if (digest === undefined || section === undefined) throw new Refusal('document', place);
  const [tree, others] = section === 'layers' ? treeLook(parameters) : [null, parameters];
  return { ...view(others), imageId: imageId(digest), section, selection, tree };
}

type Parameters = ReadonlyMap<string, readonly string[]>;

function parseParameters(search: string): Parameters {
  const found = new Map<string, string[]>();
  if (search === '') return found;
  const parts = search.split('&');
  if (parts.length > linkLimits.parameters) throw new Refusal('parameter', `${parts.length}`);
  for (const part of parts) {
    const [, name, value] = /^([a-z]+)=(.*)$/.exec(part) ?? [];
    if (name === undefined || value === undefined) throw new Refusal('parameter', part);
    found.set(name, [...(found.get(name) ?? []), decode(value.replaceAll('+', ' '))]);
  }
  return found;
}

const ONE = ['q', 'view', 'removed', 'sort', 'old', 'of'] as const;

/** What of the parameters the layers view takes, and those that are left. */
function treeLook(parameters: Parameters): readonly [ConsoleLink['tree'], Parameters] {
  const left = new Map(parameters);
  const take = (name: string): string | null => {
    const [value, ...more] = left.get(name) ?? [];
    if (more.length > 0) throw new Refusal('value', `${name}=${more[0]}`);
    left.delete(name);
    return value ?? null;
  };
  const chosen = <T extends string>(name: string, known: readonly T[]): T[] => {
    const given = take(name);
    const values: readonly string[] = given?.split(',') ?? [];
    if (values.some((value) => !known.some((one) => one === value))) throw new Refusal('value', `${name}=${given}`);
    return known.filter((one) => values.includes(one));
  };
  const word = take('mode');
  const mode = TREE_MODES.find((one) => one === word);
  if (word === null) return [null, left];
  if (mode === undefined) throw new Refusal('value', `mode=${word}`);
  // Of the finished image there is no layer to choose: there it is one of the facets.
  const layer = mode === 'final' ? null : take('layer');
  return [
    {
      mode,
      layer: layer === null ? null : natural(layer, `layer=${layer}`),
      states: chosen('kinds', CHANGE_STATES),
      types: chosen('types', TREE_TYPES),
      later: chosen('later', LATER),
      query: take('find') ?? '',
    },
    left,
  ];
}

function view(parameters: Parameters): Omit<ConsoleLink, 'imageId' | 'section' | 'selection' | 'tree'> {
  const known = new Set<string>([...ONE, ...COMPONENT_FACETS]);
  for (const name of parameters.keys()) if (!known.has(name)) throw new Refusal('parameter', name);
  const given = (name: (typeof ONE)[number], fits: RegExp): string | null => {
    const [value, ...others] = parameters.get(name) ?? [];
    if (value === undefined) return null;
    if (others.length > 0 || !fits.test(value)) throw new Refusal('value', `${name}=${value}`);
    return value;
  };
  const usage = given('view', /^usage$/) !== null;
  if (usage && parameters.has('usage')) throw new Refusal('value', 'view=usage');
  const old = given('old', /^/);
  const sort = given('sort', /^-?[A-Za-z]+$/);
  const by = COMPONENT_SORTS.find((one) => one === sort?.replace(/^-/, ''));
  if (sort !== null && by === undefined) throw new Refusal('value', `sort=${sort}`);
  return {
    query: given('q', /^/) ?? '',
    facets: { ...facets(parameters), ...(usage ? { usage: ['reached'] } : {}) },
    removed: given('removed', /^1$/) !== null,
    sort: by === undefined ? null : { by, descending: sort?.startsWith('-') ?? false },
    other: old === null ? null : imageId(old),
    linksOf: imagePath(given('of', /./s)),
  };
}

function facets(parameters: Parameters): ConsoleLink['facets'] {
  return Object.fromEntries(
    COMPONENT_FACETS.flatMap((name) => {
      const values = [...new Set(parameters.get(name))].sort();
      if (name === 'layer') for (const value of values) natural(value, `layer=${value}`);
      return values.length === 0 ? [] : [[name, values] as const];
    }),
  );
}

function comparison(parameters: Parameters): Omit<ConsoleLink, 'selection'> {
  for (const name of parameters.keys()) if (name !== 'old' && name !== 'new') throw new Refusal('parameter', name);
  const one = (name: 'old' | 'new'): ImageId => {
    const [value = '', ...others] = parameters.get(name) ?? [];
    if (others.length > 0) throw new Refusal('parameter', name);
    return imageId(value);
  };
  return { ...view(new Map()), imageId: one('new'), section: 'diff', other: one('old'), tree: null };
}

function parseSelection(fragment: string): LinkSelection {
  const [, kind, raw] = /^([a-z]+)=(.+)$/.exec(fragment) ?? [];
  if (raw === undefined) throw new Refusal('selection', fragment);
  switch (kind) {
    case 'component':
      return { kind, key: decode(raw) };
    case 'layer':
      return { kind, index: natural(raw, fragment) };
    case 'hop':
      return { kind, id: decode(raw) };
    case 'artifact': {
      const id = parseDigest(raw);
      if (!id) throw new Refusal('digest', raw);
      return { kind, id };
    }
    case 'file': {
      // A colon of the path itself is encoded.
      const [, path = '', line] = /^([^:]+)(?::L([1-9]\d{0,8}))?$/.exec(raw) ?? [];
      const inImage = imagePath(path === '' ? null : decode(path));
      if (inImage === null) throw new Refusal('selection', fragment);
      return { kind, path: inImage, ...(line === undefined ? {} : { line: Number(line) }) };
    }
    default:
      throw new Refusal('selection', fragment);
  }
}

function decode(raw: string): string {
  let value: string;
  try {
    value = decodeURIComponent(raw);
  } catch {
    throw new Refusal('value', raw);
  }
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (value.length > linkLimits.value || /[\0-\x1f\x7f]/.test(value)) throw new Refusal('value', raw);
  return value;
}

function natural(value: string, found: string): number {
  if (!/^(?:0|[1-9]\d{0,5})$/.test(value)) throw new Refusal('value', found);
  return Number(value);
}

function imageId(value: string): ImageId {
  if (!/^sha256:[0-9a-f]{64}$/.test(value)) throw new Refusal('digest', value);
  return value as ImageId;
}

/** Nothing leads out of the image, in whatever way it is asked for later. */
function imagePath(value: string | null): string | null {
  if (value?.split('/').includes('..')) throw new Refusal('value', value);
  return value;
}
