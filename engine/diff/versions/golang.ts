import { orderDigits, orderLists, type Order } from './order.ts';
import { orderSemantic, type SemanticVersion } from './semver.ts';

const IDENTIFIERS = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
/** `v1` and `v1.2` are short for `v1.0.0` and `v1.2.0`. */
const MODULE = new RegExp(
  String.raw`^v([0-9]+)(?:\.([0-9]+)(?:\.([0-9]+)(?:-(${IDENTIFIERS}))?(?:\+${IDENTIFIERS})?)?)?$`,
);
/** The toolchain and its standard library: `go1.22rc1`, `1.22.3`. */
const TOOLCHAIN = /^(?:go)?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:(alpha|beta|rc)([0-9]+))?$/;

/**
 * Order of Go modules, pseudo-versions included (which sort as the pre-releases that they look like), and of Go itself. A module and a
 * toolchain have no order between them, nor has `(devel)`.
 *
 * @see Go Modules Reference, "Versions", "Pseudo-versions"
 */
export function orderGolang(a: string, b: string): Order {
  const [x, y] = [module(a), module(b)];
  if (x && y) return orderSemantic(x, y);
  const [s, t] = [TOOLCHAIN.exec(a), TOOLCHAIN.exec(b)];
  return s && t ? orderToolchains(s, t) : undefined;
}

function module(text: string): SemanticVersion | undefined {
  const match = MODULE.exec(text);
  return match
    ? { numbers: match.slice(1, 4).map((part) => part ?? '0'), preRelease: match[4]?.split('.') ?? null }
    : undefined;
}

function orderToolchains(a: readonly string[], b: readonly string[]): -1 | 0 | 1 {
  const numbers = (match: readonly (string | undefined)[]): string[] => match.slice(1, 4).map((part) => part ?? '0');
  const stage = (match: readonly (string | undefined)[]): string => match[4] ?? 'release';
  return (
    orderLists(numbers(a), numbers(b), '0', orderDigits) ||
    (stage(a) === stage(b) ? orderDigits(a[5] ?? '', b[5] ?? '') : stageOrder(stage(a), stage(b)))
  );
}

function stageOrder(a: string, b: string): -1 | 1 {
  const stages = ['alpha', 'beta', 'rc', 'release'];
  return stages.indexOf(a) < stages.indexOf(b) ? -1 : 1;
}
