import { describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { setContentKey } from './set-content-key.ts';

const [a, b] = [sha256('a'), sha256('b')];

describe('setContentKey', () => {
  it('does not depend on the order of the members', () => {
    expect(setContentKey({ db: a, wal: b })).toBe(setContentKey({ wal: b, db: a }));
  });

  it('differs when a member, its name or its content does', () => {
    const keys = [{ db: a, wal: b }, { db: a }, { db: b, wal: a }, { db: a, shm: b }, {}].map((set) =>
      setContentKey(set as Record<string, typeof a>),
    );
    expect(new Set(keys).size).toBe(5);
  });
});
