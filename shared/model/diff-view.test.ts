import { expect, it } from 'vitest';
import type { DiffRow } from './diff.ts';
import { kindOfRow, type DiffKind } from './diff-view.ts';

const usage = { field: 'usage', old: ['reached'], new: ['notReached'] } as const;
const state = { field: 'state', old: ['installed'], new: ['removed'] } as const;

it.for<[kind: DiffKind, row: Pick<DiffRow, 'class' | 'direction' | 'changes'>]>([
  ['usage', { class: 'metadata_changed', direction: null, changes: [usage] }],
  ['metadata', { class: 'metadata_changed', direction: null, changes: [state, usage] }],
  ['metadata', { class: 'metadata_changed', direction: null, changes: [state] }],
  ['upgraded', { class: 'version_changed', direction: 'up', changes: [usage] }],
  ['added', { class: 'added', direction: null, changes: [] }],
])('a change is read as %s', ([kind, row]) => expect(kindOfRow(row)).toBe(kind));
