import type { CdxComponent, CdxLicence, CdxParts } from './types.ts';

/**
 * The same document as CycloneDX 1.6 has it. There, licences are either one expression without properties or a list of named
 * ones: an expression beside others becomes the name of a licence, and loses nothing but its marking as an expression.
 */
export function asVersion16(document: CdxParts): CdxParts {
  const { components } = document;
  return {
    ...document,
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    specVersion: '1.6',
    components: {
      length: components.length,
      *[Symbol.iterator]() {
        for (const component of components) yield component16(component);
      },
    },
  };
}

function component16(component: CdxComponent): CdxComponent {
  const { licenses } = component;
  if (licenses === undefined || licenses.every((one) => 'license' in one)) return component;
  const [only, ...others] = licenses;
  // The text as declared is in `properties`, for which an expression has no place.
  const keepsExpression =
    only !== undefined && others.length === 0 && !('license' in only) && only.properties === undefined;
  return keepsExpression ? component : { ...component, licenses: licenses.map(named) };
}

function named(licence: CdxLicence): CdxLicence {
  if ('license' in licence) return licence;
  const { acknowledgement, expression, properties } = licence;
  return { license: { acknowledgement, name: expression, ...(properties && { properties }) } };
}
