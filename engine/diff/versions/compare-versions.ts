import { limits } from '#engine/bytes/limits.ts';
import type { ComponentType } from '#shared/model/component.ts';
import { orderAlpm } from './alpm.ts';
import { isApkVersion, orderApk } from './apk.ts';
import { orderComposer } from './composer.ts';
import { orderConda } from './conda.ts';
import { orderCran } from './cran.ts';
import { orderDeb } from './deb.ts';
import { orderGem } from './gem.ts';
import { orderGolang } from './golang.ts';
import { orderMaven } from './maven.ts';
import { orderNuget } from './nuget.ts';
import type { Order } from './order.ts';
import { isPep440, orderPypi } from './pypi.ts';
import { orderRpm } from './rpm.ts';
import { orderNpm, orderSemver } from './semver.ts';

type VersionOrder = (a: string, b: string) => Order;

/** Each ecosystem's own order. Types that are not here have none that is written down. */
const ORDERS: ReadonlyMap<string, VersionOrder> = new Map<ComponentType, VersionOrder>([
  ['alpm', orderAlpm],
  ['apk', orderApk],
  ['cargo', orderSemver],
  ['composer', orderComposer],
  ['conda', orderConda],
  ['cran', orderCran],
  ['deb', orderDeb],
  ['gem', orderGem],
  ['golang', orderGolang],
  ['maven', orderMaven],
  ['npm', orderNpm],
  ['nuget', orderNuget],
  ['opkg', orderDeb],
  ['pypi', orderPypi],
  ['rpm', orderRpm],
]);

/** What a version has to look like for its order to be more than a tool's guess. */
const GRAMMARS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['apk', isApkVersion],
  ['pypi', isPep440],
]);

/**
 * Which of two versions is older by the rules of their ecosystem (purl type): -1 the first, 1 the second, 0 neither.
 *
 * @returns undefined where the order is not known: a type without rules, a text that is no version of it
 */
export function compareVersions(type: string, a: string, b: string): Order {
  if (a === '' || b === '' || Math.max(a.length, b.length) > limits.versionLength) return undefined;
  return ORDERS.get(type)?.(a, b);
}

/** How a component that went from `before` to `after` moved. `unknown` too where the order calls two texts the same version. */
export function directionOf(type: string, before: string, after: string): 'up' | 'down' | 'unknown' {
  const isVersion = GRAMMARS.get(type);
  if (isVersion && !(isVersion(before) && isVersion(after))) return 'unknown';
  const order = compareVersions(type, before, after);
  return order === -1 ? 'up' : order === 1 ? 'down' : 'unknown';
}
