import type { LayerIndex } from '#shared/model/units.ts';
import { listed } from './formats.ts';

const layers = (failed: readonly LayerIndex[]): string =>
  `${failed.length === 1 ? 'layer' : 'layers'} ${listed(failed.map(String))}`;

/** The words about layers that could not be read, a part of the catalogue. */
export const brokenText = {
  notKnown: 'not known',
  foot: (failed: readonly LayerIndex[]): string => `Without ${layers(failed)}, not read to the end.`,
  contents: 'What came with it is not known, nor what it changed or removed.',
  origins: 'What it brought is not known; what was first seen above it may have come with it.',
  start: 'The configuration is whole. Whether it replaced the files that start is not known.',
  above: (failed: readonly LayerIndex[]): string =>
    `Read; which of it was already in ${layers(failed)} below is not known`,
  orBelow: (failed: readonly LayerIndex[]): string => `or ${layers(failed)}`,
  noDatabase: (distro: string): string => `${distro}: no package database of it listed a package.`,
} as const;
