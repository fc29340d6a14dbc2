import { orderDigits, orderLists, type Order } from './order.ts';

/** R's order: numbers between dots and hyphens; more of them are newer, even zeros. @see R, package_version */
export function orderCran(a: string, b: string): Order {
  if (![a, b].every((text) => /^[0-9]+([.-][0-9]+)*$/.test(text))) return undefined;
  const [x, y] = [a.split(/[.-]/), b.split(/[.-]/)];
  const order = orderLists(x.slice(0, y.length), y.slice(0, x.length), '0', orderDigits);
  if (order !== 0 || x.length === y.length) return order;
  return x.length < y.length ? -1 : 1;
}
