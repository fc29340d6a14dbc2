import { describe, expect, it, test } from 'vitest';
import { emitCycloneDx } from '#engine/emit/cyclonedx/emit.ts';
import type { DocumentOptions } from '#engine/emit/options.ts';
import { emitSpdx2 } from '#engine/emit/spdx2/emit.ts';
import { emitSpdx3 } from '#engine/emit/spdx3/emit.ts';
import { JsonWriter, type WrittenJson } from '#engine/emit/written-json.ts';
import type { Json } from '#engine/emit/canonical-json.ts';
import { largeGraph, smallGraph } from '#engine/testing/graph.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { validateCycloneDx16, validateWrittenCycloneDx16 } from './validate-cyclonedx-1-6.ts';
import { validateCycloneDx, validateWrittenCycloneDx } from './validate-cyclonedx.ts';
import { validateSpdx2, validateWrittenSpdx2 } from './validate-spdx2.ts';
import { validateSpdx3, validateWrittenSpdx3 } from './validate-spdx3.ts';
import type { Validation } from './validation.ts';

type Members = { [key: string]: Json };
type Standard = Readonly<{
  emit: (graph: ImageGraph, options: DocumentOptions) => WrittenJson;
  whole: (document: unknown) => Validation;
  pieces: (written: WrittenJson) => Validation;
  /** Its longest list. */
  list: string;
}>;

const standards: Readonly<Record<string, Standard>> = {
  'CycloneDX 1.7': {
    emit: (graph, options) => emitCycloneDx(graph, options).written,
    whole: validateCycloneDx,
    pieces: validateWrittenCycloneDx,
    list: 'components',
  },
  'CycloneDX 1.6': {
    emit: (graph, options) => emitCycloneDx(graph, options, '1.6').written,
    whole: validateCycloneDx16,
    pieces: validateWrittenCycloneDx16,
    list: 'components',
  },
  'SPDX 3.0.1': {
    emit: (graph, options) => emitSpdx3(graph, options).written,
    whole: validateSpdx3,
    pieces: validateWrittenSpdx3,
    list: '@graph',
  },
  'SPDX 2.3': {
    emit: (graph, options) => emitSpdx2(graph, options).written,
    whole: validateSpdx2,
    pieces: validateWrittenSpdx2,
    list: 'packages',
  },
};

const options: DocumentOptions = { toolVersion: '1', view: 'inventory' };
// More than two chunks, so that mistakes can be planted in the first, one between and the last.
const graph = largeGraph(600);
const parse = ({ bytes }: WrittenJson): Members => JSON.parse(Buffer.from(bytes).toString()) as Members;

/** The document written again, whatever it says, with the lists that the emitter made item by item. */
function written(document: Members, lists: WrittenJson['lists']): WrittenJson {
  const writer = new JsonWriter();
  for (const key of Object.keys(document).sort()) {
    const member = document[key] ?? null;
    if (lists.some(({ name }) => name === key) && Array.isArray(member))
      writer.list(key, { length: member.length, items: member as Json[] });
    else writer.member(key, member);
  }
  writer.close();
  return writer.finish();
}

describe.each(Object.entries(standards))('%s', (_, { emit, whole, pieces, list }) => {
  it.for<[name: string, graph: ImageGraph]>([
    ['one of everything', smallGraph()],
    ['nothing', { ...smallGraph(), components: [], distro: null }],
    ['many', graph],
    ['characters of several bytes', { ...graph, components: graph.components.map((c) => ({ ...c, name: 'é中𝄞' })) }],
  ])('valid, whole and in pieces: %s', ([, valid]) => {
    const made = emit(valid, options);
    const document = parse(made);
    expect(whole(document)).toMatchObject({ valid: true, errors: [] });
    expect(pieces(made)).toEqual(whole(document));
    // Written again it is the same bytes, so the planted mistakes below are the only difference.
    expect(written(document, made.lists).artifactId).toBe(made.artifactId);
  });

  const made = emit(graph, options);
  const count = (parse(made)[list] as Json[]).length;
  it.for<[name: string, change: (item: Members) => void]>([
    ['a member that no schema has', (item) => (item['unheard-of'] = 1)],
    ['a name that is a number', (item) => (item['name'] = 7)],
    ['a type that there is not', (item) => (item['type'] = 'spoon')],
    [
      'an id with a character that it may not have',
      (item) => Object.assign(item, { [idOf(item)]: '\n', purl: 3, filesAnalyzed: 'no' }),
    ],
    ['nested too deeply', (item) => (item['deep'] = nested(600))],
    ['a list instead of an object', (item) => (item['properties'] = item['annotations'] = item['creationInfo'] = {})],
  ])('the same errors, at the same place: %s', ([, change]) => {
    for (const at of [0, 256, count - 1]) {
      const document = parse(made);
      change((document[list] as Members[])[at] ?? {});
      const changed = written(document, made.lists);
      const verdict = whole(parse(changed));
      expect(verdict.valid).toBe(false);
      expect(pieces(changed)).toEqual(verdict);
    }
  });

  test('an item that is in two chunks, a reference that leads nowhere, and a broken frame', () => {
    const twice = parse(made);
    const items = twice[list] as Members[];
    items.push(items[1] ?? {});
    expect([whole(twice).valid, pieces(written(twice, made.lists)).valid]).toEqual([false, false]);

    const gone = parse(made);
    (gone[list] as Members[]).splice(2, 1);
    const verdict = whole(gone);
    expect(verdict.valid).toBe(false);
    expect(pieces(written(gone, made.lists))).toEqual(verdict);

    const broken = parse(made);
    broken['unheard-of'] = 1;
    expect(whole(broken).valid).toBe(false);
    expect(pieces(written(broken, made.lists))).toEqual(whole(broken));
  });
});

function idOf(item: Members): string {
  return ['bom-ref', 'spdxId', 'SPDXID'].find((name) => name in item) ?? 'type';
}

function nested(depth: number): Json {
  let value: Json = [];
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}
