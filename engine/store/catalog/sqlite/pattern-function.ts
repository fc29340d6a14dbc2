import type Database from 'better-sqlite3';
import { compilePattern, type Matcher } from '#shared/text/pattern.ts';

/** Patterns of the query that runs; a query has few. */
const MOST_KEPT = 16;

/**
 * `matches_pattern(pattern, text)` gives 1 where the text holds it. SQLite has no regular expressions of its own, and JavaScript's
 * may take hours over a text of an image; ours takes time linear to it, so that a keystroke is answered whatever is typed.
 */
export function addPatterns(db: Database.Database): void {
  const kept = new Map<string, Matcher>();
  db.function('matches_pattern', { deterministic: true }, (pattern: unknown, text: unknown) => {
    if (typeof pattern !== 'string' || typeof text !== 'string') return 0;
    let matches = kept.get(pattern);
    if (!matches) {
      if (kept.size >= MOST_KEPT) kept.clear();
      matches = compilePattern(pattern);
      kept.set(pattern, matches);
    }
    return matches(text) ? 1 : 0;
  });
}
