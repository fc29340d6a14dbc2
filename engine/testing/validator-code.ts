import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _, Ajv, type AnySchemaObject, type Options } from 'ajv';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { allDistinct } from '#engine/emit/validate/schema-runtime.ts';

const SCHEMAS = join(import.meta.dirname, '../../assets/schemas');
const GENERATED = join(import.meta.dirname, '../emit/validate/generated');
/** What the CycloneDX schemas refer to. */
const SHARED = ['spdx', 'jsf-0.82', 'cryptography-defs'];

/** The validators by name of their module, with the schema file that each is made from. */
export const VALIDATORS = {
  'cyclonedx-1.7': { schema: 'bom-1.7.SNAPSHOT.schema.json', dialect: 'draft-07', shared: SHARED },
  'cyclonedx-1.6': { schema: 'bom-1.6.SNAPSHOT.schema.json', dialect: 'draft-07', shared: SHARED },
  'spdx-3.0.1': { schema: 'spdx-3.0.1.schema.json', dialect: '2020-12', shared: [] },
  'spdx-3.0.1-elements': { schema: 'spdx-3.0.1.schema.json', dialect: '2020-12', shared: [] },
  'spdx-2.3': { schema: 'spdx-2.3.schema.json', dialect: 'draft-07', shared: [] },
} as const;

/** Classes of SPDX 3 that a document has by the thousand, or that name thousands, and those that stand inside them. */
const ELEMENTS = [
  'Relationship',
  'simplelicensing_LicenseExpression',
  'simplelicensing_SimpleLicensingText',
  'software_File',
  'software_Package',
  'software_Sbom',
];
const INSIDE = ['DictionaryEntry', 'Hash', 'extension_CdxPropertiesExtension', 'extension_CdxPropertyEntry'];

export type ValidatorName = keyof typeof VALIDATORS;

/** Where {@link generateValidator}'s code is kept. */
export function validatorFile(name: ValidatorName): string {
  return join(GENERATED, `${name}.js`);
}

/**
 * JavaScript that validates documents, made by ajv from the official schema. Compiling at run time costs each process 0.4 s,
 * loading this 0.03 s. Run this file to write all of them.
 */
export function generateValidator(name: ValidatorName): string {
  const { schema, dialect, shared } = VALIDATORS[name];
  // Unknown keywords are annotations (`meta:enum`, `deprecated`); `inlineRefs` would double the size.
  const options: Options = {
    strict: false,
    messages: false,
    inlineRefs: false,
    // No list is compared in a loop, which would need a function for deep equality.
    loopEnum: Infinity,
    addUsedSchema: false,
    code: { source: true, esm: true, optimize: 2 },
  };
  const ajv = dialect === '2020-12' ? new Ajv2020(options) : new Ajv(options);
  addFormats.default(ajv);
  // The official validators check neither: the grammar of IRIs is nearly "any text".
  ajv.addFormat('iri-reference', true);
  ajv.addFormat('idn-email', true);
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    code(context) {
      const check = context.gen.scopeValue('func', { ref: allDistinct, code: _`runtime.allDistinct` });
      context.fail(_`!${check}(${context.data})`);
    },
  });
  for (const other of shared.map((one) => `${one}.SNAPSHOT.schema.json`))
    ajv.addSchema(read(other), `http://cyclonedx.org/schema/${other}`);
  if (name !== 'spdx-3.0.1-elements') return asModule(standaloneCode.default(ajv, ajv.compile(read(schema))));
  ajv.addSchema(fewerClasses(read(schema)), 'spdx');
  for (const one of ELEMENTS) ajv.addSchema({ $ref: `spdx#/$defs/${one}`, unevaluatedProperties: false }, one);
  return asModule(standaloneCode.default(ajv, Object.fromEntries(ELEMENTS.map((one) => [one, one]))));
}

/**
 * The schema lets an element, and a value of it, be any of up to 130 classes, and its validator tries all of them. With fewer
 * alternatives in an `anyOf`, what is valid still is valid by the whole schema.
 */
function fewerClasses(schema: AnySchemaObject): AnySchemaObject {
  const kept = new Set(INSIDE.map((one) => `#/$defs/${one}`));
  return JSON.parse(JSON.stringify(schema), (key: string, value: unknown) => {
    if (key !== 'anyOf') return value;
    const alternatives = value as { $ref?: string; anyOf?: unknown[] }[];
    return alternatives.filter(({ $ref, anyOf }) => {
      if (anyOf !== undefined) return anyOf.length > 0;
      return $ref === undefined || /(IRI|BlankNode)$/.test($ref) || kept.has($ref);
    });
  }) as AnySchemaObject;
}

/** Without annotations, which the code would carry along as data. */
function read(name: string): AnySchemaObject {
  const text = readFileSync(join(SCHEMAS, name), 'utf8');
  return JSON.parse(text, function (this: unknown, key: string, value: unknown) {
    // An annotation is text or a list; a *property* of such a name is an object (a schema).
    const annotation = ['description', 'title', 'examples', '$comment', 'default', 'deprecated'].includes(key);
    return key === 'meta:enum' || (annotation && (typeof value !== 'object' || Array.isArray(value)))
      ? undefined
      : value;
  }) as AnySchemaObject;
}

function asModule(code: string): string {
  const module = code
    .replace('"use strict";', '')
    .replace(/export default \w+;/, '')
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', 'runtime.codePoints')
    .replaceAll('require("ajv-formats/dist/formats").fullFormats', 'runtime.formats')
    // One function a line, so that a difference can be seen.
    .replaceAll(/(?<=[;}])(?=(function validate\d+\(|const \w+ = ))/g, '\n');
  if (module.includes('require(')) throw new Error('the generated validator needs a module that is not known here');
  return `// Generated by engine/testing/validator-code.ts from assets/schemas. Do not edit.
import { runtime } from '../schema-runtime.ts';
${module}
`;
}

if (import.meta.main) {
  for (const name of Object.keys(VALIDATORS) as ValidatorName[])
    writeFileSync(validatorFile(name), generateValidator(name));
}
