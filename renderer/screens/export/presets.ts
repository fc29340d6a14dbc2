import {
  EXPORT_FORMATS,
  EXPORT_PROFILES,
  EXPORT_VIEWS,
  type ExportFormat,
  type ExportProfile,
  type ExportView,
  type ExportWish,
} from '#shared/model/export.ts';

/** Which document, of whatever image. `byTag`: the image is called by its first tag in it, where it has one. */
export type Preset = Readonly<{ format: ExportFormat; view: ExportView; profile: ExportProfile; byTag: boolean }>;
export type OwnPreset = Preset & Readonly<{ name: string }>;

/** What is kept of presets: the choice that a document was made by last, and those with a name. */
export type KeptPresets = Readonly<{ last: Preset | null; own: readonly OwnPreset[] }>;

/** Most presets and the longest name: together they fit what a setting may hold. */
export const presetLimits = { presets: 30, name: 60 } as const;

/** Presets that come with the program, by the name of their words. */
export const shippedPresets = {
  inventory: { format: 'cdx-json', view: 'inventory', profile: 'full', byTag: false },
  spdx: { format: 'spdx-json', view: 'inventory', profile: 'full', byTag: false },
  usage: { format: 'cdx-json', view: 'usage', profile: 'full', byTag: false },
} as const satisfies Readonly<Record<string, Preset>>;
export const SHIPPED = ['inventory', 'spdx', 'usage'] as const;

/** What to ask for of an image with these tags. An index has no extent and no name. */
export function wishOf({ format, view, profile, byTag }: Preset, tags: readonly string[]): ExportWish {
  if (format === 'bom-index') return { format, view, profile: 'full', name: null };
  return { format, view, profile, name: byTag ? (tags[0] ?? null) : null };
}

export function samePreset(a: Preset, b: Preset): boolean {
  return a.format === b.format && a.view === b.view && a.profile === b.profile && a.byTag === b.byTag;
}

/** With one more preset, in the place of one of the same name; undefined when there is no more room. */
export function withPreset(kept: KeptPresets, preset: OwnPreset): KeptPresets | undefined {
  const own = [...kept.own.filter(({ name }) => name !== preset.name), preset];
  return own.length > presetLimits.presets ? undefined : { ...kept, own: own.sort(byName) };
}

/** Reads kept presets; another version of this page may have left them, so what is not understood goes. */
export function parsePresets(stored: string | undefined): KeptPresets {
  let value: unknown;
  try {
    value = JSON.parse(stored ?? '{}');
  } catch {
    return { last: null, own: [] };
  }
  const { last, own } = record(value);
  const named = (Array.isArray(own) ? own : []).flatMap((item: unknown): OwnPreset[] => {
    const { name } = record(item);
    const preset = parsePreset(item);
    if (!preset || typeof name !== 'string' || name.trim() === '') return [];
    return [{ ...preset, name: name.slice(0, presetLimits.name) }];
  });
  return {
    last: parsePreset(last) ?? null,
    own: named
      .filter(({ name }, at) => named.findIndex((one) => one.name === name) === at)
      .slice(0, presetLimits.presets)
      .sort(byName),
  };
}

function parsePreset(value: unknown): Preset | undefined {
  const { format, view, profile, byTag } = record(value);
  const known = {
    format: EXPORT_FORMATS.find((one) => one === format),
    view: EXPORT_VIEWS.find((one) => one === view),
    profile: EXPORT_PROFILES.find((one) => one === profile),
  };
  return known.format && known.view && known.profile
    ? { format: known.format, view: known.view, profile: known.profile, byTag: byTag === true }
    : undefined;
}

function byName(a: OwnPreset, b: OwnPreset): number {
  return a.name.localeCompare(b.name, 'en');
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
