import type { LinkClosure, LinkMechanism, LinkRule } from '#shared/model/links.ts';
import { count, counted } from './formats.ts';

const rules: Readonly<Record<LinkRule, string>> = {
  path: 'named with its path',
  'already-loaded': 'loaded before',
  rpath: 'RPATH',
  'ld-library-path': 'LD_LIBRARY_PATH',
  runpath: 'RUNPATH',
  'ld-so-cache': 'ld.so.cache',
  'musl-path-file': 'path file of musl',
  'default-directory': 'default folder',
  loader: 'the loader itself',
  preload: 'LD_PRELOAD',
  'preload-file': 'ld.so.preload',
  interpreter: 'interpreter',
  'not-found': 'not found',
};
const mechanisms: Readonly<Record<LinkMechanism, string>> = {
  nss: 'name service',
  pam: 'PAM module',
  gconv: 'character set conversion',
  'openssl-provider': 'OpenSSL provider',
  'openssl-engine': 'OpenSSL engine',
  'qt-plugin': 'Qt plug-in',
  'gstreamer-plugin': 'GStreamer plug-in',
};
const loaders: Readonly<Record<LinkClosure['loader'], string>> = {
  glibc: 'glibc’s loader',
  musl: 'musl’s loader',
  none: 'no loader: statically linked',
};

/** Why nothing is linked, by where the path is. */
const noLinks = {
  final: (path: string): string => `${path} is no ELF file, so nothing is linked`,
  layer: (path: string): string => `${path} is not in the final tree, so nothing is linked`,
  none: (path: string): string => `There is no file ${path} in this image`,
};

/** The words of the screen about links, a part of the catalogue. */
export const linksText = {
  rules,
  mechanisms,
  loaders,
  noLinks,
  title: 'Links',
  titleOf: 'Links of',
  show: 'Show links',
  choose: 'Path of a program or library',
  open: 'Show',
  chooseTitle: 'Choose a program or library',
  chooseWhat: 'What its loader would map is followed by the loader’s own rules. Nothing is run.',
  programs: 'Programs of the start',
  loading: 'Following the links…',
  failed: 'The links cannot be read.',
  tree: 'What the loader maps',
  counts: (edges: number, missing: number): string =>
    missing === 0 ? counted(edges, 'need', 'needs') : `${counted(edges, 'need', 'needs')}, ${count(missing)} not found`,
  noNeeds: 'It needs no library.',
  foundBy: 'found by:',
  notFound: 'Not found',
  searched: (value: number): string => `searched ${counted(value, 'place', 'places')} before`,
  searchedAll: (value: number): string => `searched ${counted(value, 'place', 'places')}`,
  missingVersions: 'symbol versions that it does not define:',
  seen: 'seen above',
  cycle: 'needs itself through others',
  notes: 'May be opened by name',
  notesWhat:
    'Programs may open these while they run (dlopen). Configuration says that it is possible; nothing says that it happens.',
  possible: 'Possible',
  by: 'by',
  variable: 'variable',
  neededBy: 'Needed by',
  neededByWhat: (asked: number): string =>
    `Among what the start of the image maps: ${counted(asked, 'program was followed', 'programs were followed')}.`,
  neededByNone: 'Nothing that the start maps needs it.',
  notTraced: 'The start of this image was not traced, so it is not known what is mapped.',
  through: (value: number): string => counted(value, 'program', 'programs'),
  omitted: (value: number): string => `${counted(value, 'need more', 'needs more')} not listed`,
  as: 'as',
};
