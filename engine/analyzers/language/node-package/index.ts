import type { NodePackageFact } from '#shared/model/facts/node.ts';
import { outcome } from '#shared/model/outcome.ts';
import { cite } from '#engine/bytes/cite.ts';
import { limits } from '#engine/bytes/limits.ts';
import { type JsonMember, jsonMembers, readJson } from '#engine/formats/json/read-members.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

const DETAILS = ['description', 'homepage'];
const REQUIRES = ['dependencies', 'optionalDependencies', 'peerDependencies'];

/** The package of a `package.json`. One without a name or a version, as inside packages, states none. */
export const nodePackage = defineFileAnalyzer({
  id: 'language/node-package',
  version: 1,
  role: 'file',
  wants: [{ basename: 'package.json' }],
  maxBytes: limits.packageMetadataBytes,
  emits: ['node-package'],
  analyze({ bytes }) {
    const { value, text, start } = readJson(bytes, 'package.json');
    if (!isRecord(value)) return outcome([], []);
    const { name, version } = value;
    if (typeof name !== 'string' || typeof version !== 'string' || name === '' || version === '')
      return outcome([], []);
    const members = jsonMembers(text, start);
    // Key and value apart: the blanks between them prove nothing.
    const cited = (...keys: readonly string[]) =>
      cite(
        bytes,
        'json',
        keys.flatMap((key) => rangesOf(members.get(key))),
      );
    const fact: NodePackageFact = {
      kind: 'node-package',
      name,
      version,
      licences: licencesOf(value).flatMap(({ key, texts }) => {
        const list = cited(key);
        return texts.map((stated) => ({ text: stated, cited: list }));
      }),
      details: Object.fromEntries(
        DETAILS.flatMap((key) => {
          const stated = value[key];
          return typeof stated === 'string' && stated !== '' ? [[key, stated.slice(0, 1000)]] : [];
        }),
      ),
      requires: requirementsOf(value),
      cited: cited('name', 'version'),
    };
    return outcome([fact], []);
  },
});

function rangesOf(member: JsonMember | undefined): { from: number; to: number }[] {
  return member ? [member.key, member.value] : [];
}

/** `license` is an SPDX expression; older packages have an object, or a list under `licenses`. */
function licencesOf(value: Readonly<Record<string, unknown>>): { key: string; texts: readonly string[] }[] {
  return ['license', 'licenses'].map((key) => {
    const stated = value[key];
    const all: readonly unknown[] = Array.isArray(stated) ? (stated as unknown[]) : [stated];
    const texts = all.flatMap((one) => {
      const text = isRecord(one) ? one['type'] : one;
      return typeof text === 'string' && text !== '' ? [text] : [];
    });
    return { key, texts: [...new Set(texts)].slice(0, limits.declaredLicences) };
  });
}

/** By name, each once: npm writes an optional dependency into both lists. */
function requirementsOf(value: Readonly<Record<string, unknown>>): { name: string; stated: string }[] {
  const byName = new Map<string, string>();
  for (const key of REQUIRES) {
    const list = value[key];
    if (!isRecord(list)) continue;
    for (const [name, stated] of Object.entries(list))
      if (typeof stated === 'string' && !byName.has(name)) byName.set(name, stated);
  }
  return [...byName].map(([name, stated]) => ({ name, stated }));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
