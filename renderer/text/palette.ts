import type { CommandNeed } from '../commands/command.ts';
import type { UsageMechanism } from '#shared/model/usage.ts';
import { counted } from './formats.ts';

/** Why a command cannot be done now. */
const needs: Readonly<Record<CommandNeed, string>> = {
  image: 'needs an open image',
  selection: 'needs something selected',
  history: 'there is no such place in the history',
  closed: 'no tab was closed',
  here: 'this is shown already',
  changes: 'needs a comparison or the start',
  other: 'does not fit now',
};

const by: Readonly<Record<UsageMechanism, string>> = {
  hop: 'started or read by',
  link: 'linked by',
  code: 'loaded by',
  runtime: 'needed by the runtime of',
};

/** The answer that the palette gives before Enter. */
const answer = {
  title: 'Answer',
  present: (layer: number): string => `in the image since L${layer}`,
  notTraced: 'The start of this image was not traced; scan it again.',
  by,
  config: 'the image configuration',
  path: 'Path from the start',
  nothing: (open: number): string => `Nothing known leads to it; ${counted(open, 'unknown hop', 'unknown hops')}`,
} as const;

/** Words of the palette, a part of the catalogue. */
export const paletteText = {
  title: 'Find or run',
  placeholder: 'Find or run…',
  input: 'Search for commands, images, components, files and layers',
  files: 'Files of this image',
  commands: 'Commands',
  images: 'Images',
  components: 'Components of this image',
  layers: 'Layers',
  none: (query: string): string =>
    `Nothing is called “${query}”. A file is found by its whole path; the layers of an image list all files.`,
  results: (value: number): string => counted(value, 'result', 'results'),
  needs,
  answer,
};
