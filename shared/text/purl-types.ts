import type { PurlParts } from './purl-parts.ts';

/** What a purl type demands beyond the general grammar (purl type definitions). */
type PurlTypeRule = Readonly<{
  /** Parts without case: written in lower case. */
  lowerCase?: readonly ('namespace' | 'name' | 'version')[];
  /** `_` and `-` are one in the name: written `-`. */
  dashes?: true;
  /** A purl without a namespace is no purl of this type. */
  needsNamespace?: true;
  name?: RegExp;
  version?: RegExp;
}>;

const LOWER: PurlTypeRule = { lowerCase: ['namespace', 'name'] };

/**
 * Rules by type; a type that is not listed follows the general grammar alone.
 *
 * deb, rpm and apk are registered with a required namespace, the vendor. It is not demanded here: an image may hold packages and
 * nothing that names their vendor, and a made-up vendor would be a false claim (see `osPackagePurl`).
 */
const RULES: ReadonlyMap<string, PurlTypeRule> = new Map<string, PurlTypeRule>([
  ['alpm', LOWER],
  ['apk', LOWER],
  ['bitbucket', LOWER],
  ['bitnami', LOWER],
  ['brew', LOWER],
  ['chrome-extension', { name: /^[a-p]{32}$/, version: /^\d+(\.\d+){0,3}$/ }],
  ['composer', LOWER],
  // A name with `::` is a module; packages are distributions.
  ['cpan', { name: /^(?!.*::)/ }],
  ['deb', LOWER],
  ['github', LOWER],
  ['golang', LOWER],
  ['hex', LOWER],
  ['huggingface', { lowerCase: ['version'] }],
  ['luarocks', LOWER],
  ['oci', { lowerCase: ['name', 'version'] }],
  ['otp', LOWER],
  ['pub', LOWER],
  ['pypi', { lowerCase: ['name', 'version'], dashes: true }],
  ['qpkg', { lowerCase: ['namespace'] }],
  ['rpm', { lowerCase: ['namespace'] }],
  ['vscode-extension', { lowerCase: ['namespace', 'name', 'version'], needsNamespace: true }],
  ['yocto', { lowerCase: ['namespace'] }],
]);

/** @returns the parts as their type writes them, or undefined where the type forbids them */
export function applyTypeRule(parts: PurlParts): PurlParts | undefined {
  const rule = RULES.get(parts.type);
  if (rule === undefined) return parts;
  const lower = (part: 'namespace' | 'name' | 'version', text: string): string =>
    rule.lowerCase?.includes(part) === true ? text.toLowerCase() : text;
  let name = lower('name', parts.name);
  if (rule.dashes === true) name = name.replaceAll('_', '-');
  const namespace = parts.namespace === null ? null : lower('namespace', parts.namespace);
  const version = parts.version === null ? null : lower('version', parts.version);
  if (rule.needsNamespace === true && namespace === null) return undefined;
  if (rule.name?.test(name) === false) return undefined;
  if (version !== null && rule.version?.test(version) === false) return undefined;
  return { ...parts, namespace, name, version };
}
