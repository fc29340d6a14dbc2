import { sha256 } from '#engine/bytes/sha256.ts';
import type { Sha256 } from '#shared/model/digest.ts';

/**
 * One digest for an ordered set of files that is one database, to file its facts under.
 *
 * @param members name and content digest; the order does not matter, a member that is absent does
 */
export function setContentKey(members: Readonly<Record<string, Sha256>>): Sha256 {
  const lines = Object.entries(members).map(([name, digest]) => `${digest} ${JSON.stringify(name)}\n`);
  // The prefix parts it from the digest of any file that happens to have such lines.
  return sha256(`stellaops set 1\n${lines.sort().join('')}`);
}
