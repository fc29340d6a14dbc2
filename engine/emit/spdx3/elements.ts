import type { Sha256 } from '#shared/model/digest.ts';
import type { Json } from '../canonical-json.ts';
import type { Property } from '../properties.ts';
import type { Spdx3Element } from './types.ts';

/** The one creation info, which every element refers to. */
export const CREATION_INFO = '_:creationinfo';

/** An element: type, IRI and creation info are what all of them have. */
export function elementOf(
  type: string,
  spdxId: string,
  members: Readonly<Record<string, Json | undefined>>,
): Spdx3Element {
  return { creationInfo: CREATION_INFO, ...members, spdxId, type };
}

/** Own properties, in the extension that SPDX defines for CycloneDX's. Undefined without any. */
export function propertiesExtension(properties: readonly Property[]): Json | undefined {
  if (properties.length === 0) return undefined;
  return [
    {
      extension_cdxProperty: properties.map(({ name, value }) => ({
        extension_cdxPropName: name,
        extension_cdxPropValue: value,
        type: 'extension_CdxPropertyEntry',
      })),
      type: 'extension_CdxPropertiesExtension',
    },
  ];
}

/** The hash that an element can be checked by. */
export function sha256Hash(hashValue: Sha256 | string): Json {
  return [{ algorithm: 'sha256', hashValue, type: 'Hash' }];
}
