import type { ComponentFacet } from '#shared/model/component-list.ts';
import { text } from '../../text/en.ts';

/** A facet's value in words; licences and states are the image's own words. */
export function facetLabel(name: ComponentFacet, value: string): string {
  if (value === '') return name === 'usage' ? text.components.notTraced : text.components.noneStated;
  if (name === 'layer') return text.layers.short(Number(value));
  if (name === 'type' && isKey(text.types, value)) return text.types[value];
  if (name === 'origin' && isKey(text.origins, value)) return text.origins[value];
  if (name === 'usage' && isKey(text.usages, value)) return text.usages[value];
  return value;
}

function isKey<T extends object>(record: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(record, key);
}
