import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { smallGraph } from '#engine/testing/graph.ts';
import { emitCycloneDx } from './cyclonedx/emit.ts';
import { factProperty, PROPERTIES, property } from './properties.ts';

const table = [
  '| name | on | value | meaning |',
  '| --- | --- | --- | --- |',
  ...Object.entries(PROPERTIES).map(([name, row]) => `| \`${name}\` | ${row.on} | ${row.value} | ${row.meaning} |`),
].join('\n');

test('PROPERTIES.md has the table', () => {
  const text = readFileSync(join(import.meta.dirname, 'PROPERTIES.md'), 'utf8').split('the two. -->')[1] ?? '';
  // The formatter pads the columns.
  expect(text.trim().replaceAll(/ +\|/g, ' |').replaceAll(/-{3,}/g, '---')).toBe(table);
});

describe('names', () => {
  it.for(Object.keys(PROPERTIES))('%s', (name) => {
    expect(name).toMatch(/^(stellaops\.os(\.[a-z0-9-]+|\.<fact>)+|stellaops:[a-z]+:([a-z-]+|<fact>))$/);
  });

  test('each property of a document is in the table, on the object that the table says', () => {
    const { document } = emitCycloneDx(smallGraph(), { toolVersion: '1', view: 'inventory' });
    const licences = document.components.flatMap(({ licenses }) => licenses ?? []);
    const found = {
      document: document.properties,
      image: document.metadata.component.properties ?? [],
      component: document.components.flatMap(({ properties }) => properties ?? []),
      licence: licences.flatMap((one) => ('license' in one ? one.license.properties : one.properties) ?? []),
    };
    for (const [on, properties] of Object.entries(found)) {
      expect(properties).not.toEqual([]);
      for (const { name } of properties) {
        const rows: Record<string, { on: string }> = PROPERTIES;
        const row = rows[name] ?? rows[name.replace(/[.:][^.:]+$/, (end) => `${end.charAt(0)}<fact>`)];
        expect([name, row?.on]).toEqual([name, on]);
      }
    }
  });
});

test('values are well-formed text', () => {
  expect(property('stellaops:image:user', 'a\ud800')).toEqual({ name: 'stellaops:image:user', value: 'a\ufffd' });
  expect(property('stellaops:files:present', 3).value).toBe('3');
});

test('facts have names made of words', () => {
  expect(factProperty('stellaops.os.', 'build-time', '1').name).toBe('stellaops.os.build-time');
  expect(factProperty('stellaops.os.', 'sourceRpm', '1').name).toBe('stellaops.os.source-rpm');
  for (const name of ['', 'a b', 'a:b', 'a..b', '.a', '__proto__'])
    expect(() => factProperty('stellaops.os.', name, '1')).toThrow(RangeError);
});
