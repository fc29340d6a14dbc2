import type { Order } from './order.ts';
import { orderSemantic, type SemanticVersion } from './semver.ts';

const PATTERN = /^v?([0-9]+(?:\.[0-9]+){0,3})(?:-([0-9a-z-]+(?:\.[0-9a-z-]+)*))?(?:\+[0-9a-z.-]*)?$/;

/**
 * NuGet's order: up to four numbers, those that are missing are 0; letters without case; metadata do not count.
 *
 * @see NuGet documentation, "Package versioning"
 */
export function orderNuget(a: string, b: string): Order {
  const [x, y] = [parse(a), parse(b)];
  return x && y && orderSemantic(x, y);
}

function parse(text: string): SemanticVersion | undefined {
  const [, numbers, preRelease] = PATTERN.exec(text.trim().toLowerCase()) ?? [];
  return numbers === undefined
    ? undefined
    : { numbers: numbers.split('.'), preRelease: preRelease?.split('.') ?? null };
}
