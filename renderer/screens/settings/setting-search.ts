import { text } from '../../text/en.ts';

const names = ['appearance', 'storage', 'retention', 'plugins', 'trust', 'network', 'keyboard', 'about'] as const;
export type PageName = (typeof names)[number];

/** Words by which each page is found, besides its name. */
function wordsOf(name: PageName): readonly string[] {
  const words = text.settings;
  switch (name) {
    case 'appearance':
      return [words.theme, ...Object.values(words.themes), words.zoom, words.motion];
    case 'storage':
      return [words.folder, words.used, words.collect, ...Object.values(words.kinds)];
    case 'retention':
      return [words.immutable, words.keptFor, ...Object.values(words.classes)];
    case 'plugins':
      return [words.analyzers, words.outside, words.heuristic, words.restartNeeded];
    case 'trust':
      return [text.attestations.trust.addTitle, text.attestations.trust.fingerprint, text.attestations.title];
    case 'network':
      return [words.policy, words.ledger];
    case 'keyboard':
      return [words.command, words.keys];
    case 'about':
      return [words.diagnostics, words.secrets, words.product, words.analyzerSet];
    default:
      return name satisfies never;
  }
}

/** Pages with a setting whose name has every word of the query; all of them without one. */
export function matchingPages(query: string): readonly PageName[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  return names.filter((name) => {
    const words = [text.settings.pages[name], ...wordsOf(name)].join('\n').toLowerCase();
    return wanted.every((word) => words.includes(word));
  });
}
