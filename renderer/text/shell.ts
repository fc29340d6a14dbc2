import type { LinkProblem } from '#shared/text/console-link.ts';
import { count, counted } from './formats.ts';

const problems: Readonly<Record<LinkProblem | 'section', (found: string) => string>> = {
  scheme: () => 'it does not begin with stellaops://',
  length: () => 'it is longer than a link can be',
  characters: () => 'it has characters that a link cannot have; they are written as % and two digits',
  document: (found) => `“${found}” is neither an image nor a comparison`,
  digest: (found) => `“${found}” is no SHA-256 digest`,
  section: (found) => `no section is called “${found}”`,
  parameter: (found) => `“${found}” is no parameter of a link`,
  value: (found) => `“${found}” is no value that fits there`,
  selection: (found) => `“${found}” selects nothing that is known`,
};

/** Words of the frame: links, what is kept of a window, finding across the library. */
export const shellText = {
  reopenTab: 'Open closed tab again',
  findAll: 'Find in all images',
  badLink: (problem: LinkProblem | 'section', found: string): string =>
    `This link was not opened: ${problems[problem](found)}. Nothing was read or scanned.`,
  openLink: 'Open this link',
  notKept: 'What was open last time cannot be read, so this window begins anew.',
  absentTitle: 'Not in this library',
  absentText:
    'No image with this digest was scanned into this data folder. Drop its archive here, or choose it; nothing is fetched.',
  digest: 'digest',
  pasted: 'Link',
  find: {
    title: 'Find in all images',
    input: 'Name, package URL, path or digest to find in all images',
    placeholder: 'Name, package URL, /path or digest…',
    hint: 'Components by name or package URL, files that prove a component by path, images by tag or digest.',
    none: (query: string, images: number): string =>
      `Nothing found for “${query}” among the components, the files that prove them, and the names of ${counted(images, 'image', 'images')}. Other files are not searched here: an image's layers list them.`,
    tagged: (images: number): string => `${counted(images, 'image', 'images')} by name or digest`,
    found: (hits: number, images: number): string =>
      `${counted(hits, 'place', 'places')} in ${counted(images, 'image', 'images')}`,
    first: (shown: number): string => `the first ${count(shown)} are shown; type more to narrow it`,
    citedFile: 'proves components',
    removed: (layer: number): string => `removed in L${layer}`,
    failed: 'The library cannot be searched.',
  },
  answer: { notTraced: 'start not traced' },
} as const;
