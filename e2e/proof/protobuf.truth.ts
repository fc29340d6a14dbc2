import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DescMessage, fromBinary, toJson } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { emitCycloneDx } from '#engine/emit/cyclonedx/emit.ts';
import { emitProtobuf } from '#engine/emit/cyclonedx/protobuf/emit.ts';
import { smallGraph } from '#engine/testing/graph.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SCHEMAS = join(ROOT, 'assets/schemas');
const { document } = emitCycloneDx(smallGraph(), { toolVersion: '1', view: 'inventory' });
const bytes = emitProtobuf(document);
const protoc = (args: string[], input: Uint8Array | string = ''): Buffer =>
  execFileSync('protoc', [...args, '-I', SCHEMAS, 'bom-1.7.proto'], { input });

describe('CycloneDX Protobuf to others', () => {
  test('protoc reads every field, and writes the same bytes', () => {
    const text = protoc(['--decode=cyclonedx.v1_7.Bom'], bytes).toString();
    // A field that the schema does not have would be printed by its number.
    expect(text).not.toMatch(/^\s*\d+[:{ ]/m);
    expect(Buffer.compare(protoc(['--encode=cyclonedx.v1_7.Bom'], text), bytes)).toBe(0);
  });

  test('the code of another generator reads the same components', async () => {
    // Inside the checkout, so that the generated code finds its run time.
    const folder = join(ROOT, '.cache/protobuf-truth');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const plugin = join(ROOT, 'node_modules/.bin/protoc-gen-es');
    protoc([`--plugin=protoc-gen-es=${plugin}`, `--es_out=${folder}`, '--es_opt=target=js,import_extension=js']);
    const generated = (await import(pathToFileURL(join(folder, 'bom-1.7_pb.js')).href)) as { BomSchema: DescMessage };
    const bom = toJson(generated.BomSchema, fromBinary(generated.BomSchema, bytes)) as {
      serialNumber: string;
      components: { bomRef: string; name: string; version?: string; purl?: string; properties: unknown[] }[];
    };
    expect(bom.serialNumber).toBe(document.serialNumber);
    expect(
      bom.components.map(({ bomRef, name, version, purl, properties }) => ({
        bomRef,
        name,
        version,
        purl,
        properties,
      })),
    ).toEqual(
      document.components.map(({ 'bom-ref': bomRef, name, version, purl, properties }) => ({
        bomRef,
        name,
        version,
        purl,
        properties,
      })),
    );
  });
});
