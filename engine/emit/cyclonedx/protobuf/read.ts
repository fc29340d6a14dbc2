import {
  acknowledgements,
  aggregates,
  componentTypes,
  evidenceFields,
  hashAlgorithms,
  phases,
  referenceTypes,
  techniques,
} from './enums.ts';
import type { Json } from '../../canonical-json.ts';
import { joinBytes } from '../../join-bytes.ts';
import { type Field, topLevelFields } from './top-level-fields.ts';
import { cyclonedx } from './generated/cyclonedx-1.7.js';
import type { PbComponent, PbEvidence, PbHash, PbLicenseChoice, PbMetadata, PbProperty } from './messages.ts';

/** Number of the field `components` of a Bom. */
const COMPONENTS = 5;

type JsonObject = { [key: string]: Json | undefined };

/**
 * What Protobuf cannot tell from JSON: the constants that have no field, and an empty version, which is the same as none. They
 * are added or left out when a document is read back.
 */
export const LOSSY_FIELDS = ['$schema', 'bomFormat', 'component.version when it is empty'] as const;

/**
 * Reads CycloneDX 1.7 Protobuf into the JSON model. Of a foreign document, members that are not written here are left out.
 *
 * @throws Error for bytes that are no such message
 */
export function readProtobuf(bytes: Uint8Array): JsonObject {
  const bom = cyclonedx.v1_7.Bom.decode(bytes);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.7.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: bom.spec_version,
    version: bom.version,
    serialNumber: bom.serial_number ?? undefined,
    metadata: bom.metadata ? metadataOf(bom.metadata) : undefined,
    components: bom.components.map(componentOf),
    dependencies: bom.dependencies.map(({ ref, dependencies }) => ({
      ref,
      dependsOn: (dependencies ?? []).map((one) => one.ref),
    })),
    compositions: bom.compositions.map(({ aggregate, assemblies }) => ({
      aggregate: aggregates.word(aggregate),
      assemblies: [...assemblies],
    })),
    properties: bom.properties.map(propertyOf),
  };
}

/**
 * The same in parts, without holding all components: first the document whose list of them is empty, then a function that reads
 * them one by one.
 *
 * @throws Error for bytes that are no such message; for those of a component when it is read
 */
export function readProtobufParts(
  bytes: Uint8Array,
): Readonly<{ frame: JsonObject; components: Iterable<JsonObject> }> {
  const fields = [...topLevelFields(bytes)];
  const isComponent = ({ number }: Field): boolean => number === COMPONENTS;
  const others = fields.filter((field) => !isComponent(field)).map(({ from, to }) => bytes.subarray(from, to));
  return {
    frame: readProtobuf(joinBytes(others)),
    components: {
      *[Symbol.iterator]() {
        for (const { from, to } of fields.filter(isComponent))
          yield* cyclonedx.v1_7.Bom.decode(bytes.subarray(from, to)).components.map(componentOf);
      },
    },
  };
}

function metadataOf({ timestamp, tools, component, lifecycles }: PbMetadata): JsonObject {
  const seconds = timestamp ? Number(String(timestamp.seconds)) : Number.NaN;
  const time = new Date(seconds * 1000);
  return {
    timestamp: Number.isNaN(time.getTime()) ? undefined : time.toISOString().replace('.000Z', 'Z'),
    tools: tools ? { components: tools.components.map(componentOf) } : undefined,
    component: component ? componentOf(component) : undefined,
    lifecycles: lifecycles.map(({ phase }) => ({ phase: phases.word(phase ?? -1) })),
  };
}

/** An empty list was absent: the JSON never has one in a component. */
function listOf<T>(list: readonly T[] | undefined, read: (one: T) => Json): Json[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list.map(read);
}

/** Keys in canonical order: texts of components that are in order already are compared without copying (`canonicalJson`). */
function componentOf(component: PbComponent): JsonObject {
  const { evidence } = component;
  return {
    'bom-ref': component.bom_ref ?? undefined,
    description: component.description ?? undefined,
    evidence: evidence ? evidenceOf(evidence) : undefined,
    externalReferences: listOf(component.external_references, ({ type, url, comment, hashes }) => ({
      comment: comment ?? undefined,
      hashes: listOf(hashes, hashOf),
      type: referenceTypes.word(type),
      url,
    })),
    hashes: listOf(component.hashes, hashOf),
    licenses: listOf(component.licenses, licenceOf),
    name: component.name,
    properties: listOf(component.properties, propertyOf),
    purl: component.purl ?? undefined,
    type: componentTypes.word(component.type),
    version: component.version === '' ? undefined : component.version,
  };
}

function propertyOf({ name, value }: PbProperty): JsonObject {
  return { name, value: value ?? undefined };
}

function hashOf({ alg, value }: PbHash): JsonObject {
  return { alg: hashAlgorithms.word(alg), content: value };
}

function licenceOf({
  license,
  expression,
  expression_detailed: detailed,
  acknowledgement,
}: PbLicenseChoice): JsonObject {
  if (license) {
    return {
      license: {
        id: license.id ?? undefined,
        name: license.name ?? undefined,
        properties: listOf(license.properties, propertyOf),
        acknowledgement: acknowledged(license.acknowledgement),
      },
    };
  }
  if (detailed) {
    return {
      expression: detailed.expression,
      acknowledgement: acknowledged(detailed.acknowledgement),
      properties: listOf(detailed.properties, propertyOf),
    };
  }
  return { expression: expression ?? undefined, acknowledgement: acknowledged(acknowledgement) };
}

function acknowledged(number: number | null | undefined): string | undefined {
  return number ? acknowledgements.word(number) : undefined;
}

function evidenceOf({ callstack, identity, occurrences }: PbEvidence): JsonObject {
  return {
    callstack: callstack
      ? {
          frames: listOf(callstack.frames, ({ column, fullFilename, function: name, line, module }) => ({
            column: column ?? undefined,
            fullFilename: fullFilename ?? undefined,
            function: name ?? undefined,
            line: line ?? undefined,
            module,
          })),
        }
      : undefined,
    identity: listOf(identity, ({ field, concludedValue, methods }) => ({
      concludedValue: concludedValue ?? undefined,
      field: evidenceFields.word(field),
      methods: listOf(methods, ({ technique, confidence, value }) => ({
        confidence,
        technique: techniques.word(technique),
        value: value ?? undefined,
      })),
    })),
    occurrences: listOf(occurrences, ({ location, additionalContext }) => ({
      additionalContext: additionalContext ?? undefined,
      location,
    })),
  };
}
