import type { HostAppearance, HostProgress } from '#shared/model/desktop.ts';

const THEMES = ['system', 'light', 'dark'] as const;
const MODES = ['none', 'share', 'open', 'failed'] as const;

/** Theme and size that a page sent; undefined for anything else. */
export function checkAppearance(value: unknown): HostAppearance | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { theme, zoom } = value as Record<string, unknown>;
  const known = THEMES.find((one) => one === theme);
  return known !== undefined && typeof zoom === 'number' && zoom >= 0.5 && zoom <= 3
    ? { theme: known, zoom }
    : undefined;
}

/** Progress that a page sent; undefined for anything else. */
export function checkProgress(value: unknown): HostProgress | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { mode, share } = value as Record<string, unknown>;
  const known = MODES.find((one) => one === mode);
  if (known !== 'share') return known === undefined ? undefined : { mode: known, share: null };
  return typeof share === 'number' && share >= 0 && share <= 1 ? { mode: known, share } : undefined;
}
