/** A rectangle on the desktop, in device-independent pixels. */
export type Bounds = Readonly<{ x: number; y: number; width: number; height: number }>;

export type WindowState = Readonly<{ bounds: Bounds | null; maximized: boolean; fullScreen: boolean }>;

/** Smaller windows cannot show a list and its inspector. */
export const MIN_SIZE = { width: 720, height: 480 } as const;
export const DEFAULT_SIZE = { width: 1360, height: 860 } as const;
const FRESH: WindowState = { bounds: null, maximized: false, fullScreen: false };
const VERSION = 1;
/** No desktop is larger; larger numbers are from somebody else. */
const FARTHEST = 100_000;
/** So much of a window's top edge must be on a display, or nobody can move it back. */
const GRIP = { width: 120, height: 24 } as const;

/** What was saved, as text. */
export function printWindowState(state: WindowState): string {
  return `${JSON.stringify({ version: VERSION, ...state })}\n`;
}

/** What was saved; anything unusable counts as nothing. */
export function parseWindowState(text: string): WindowState {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== VERSION) return FRESH;
    const { bounds, maximized, fullScreen } = value as Record<string, unknown>;
    return {
      bounds: isBounds(bounds) ? { x: bounds.x, y: bounds.y, width: bounds.width, height: bounds.height } : null,
      maximized: maximized === true,
      fullScreen: fullScreen === true,
    };
  } catch {
    return FRESH;
  }
}

/**
 * Bounds for a new window: the saved ones while they can be reached on the displays of today and fit one; else undefined, which
 * leaves the place to the system.
 */
export function placeOnDisplays(saved: Bounds | null, workAreas: readonly Bounds[]): Bounds | undefined {
  if (!saved) return undefined;
  const home = workAreas.find((area) => isReachable(saved, area));
  if (!home) return undefined;
  return {
    ...saved,
    width: Math.max(MIN_SIZE.width, Math.min(saved.width, home.width)),
    height: Math.max(MIN_SIZE.height, Math.min(saved.height, home.height)),
  };
}

function isReachable(window: Bounds, area: Bounds): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const top = window.y >= area.y && window.y + GRIP.height <= area.y + area.height;
  return top && across >= GRIP.width;
}

function isBounds(value: unknown): value is Bounds {
  if (typeof value !== 'object' || value === null) return false;
  const { x, y, width, height } = value as Record<string, unknown>;
  const within = (number: unknown, least: number): boolean =>
    Number.isInteger(number) && Number(number) >= least && Number(number) <= FARTHEST;
  return (
    within(x, -FARTHEST) && within(y, -FARTHEST) && within(width, MIN_SIZE.width) && within(height, MIN_SIZE.height)
  );
}
