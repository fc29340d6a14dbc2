import type { Platform } from '#shared/model/image.ts';

const ARCHITECTURES: Readonly<Record<string, readonly [architecture: string, variant?: string]>> = {
  x86_64: ['amd64'],
  'x86-64': ['amd64'],
  aarch64: ['arm64'],
  armhf: ['arm', 'v7'],
  armel: ['arm', 'v6'],
  i386: ['386'],
  i686: ['386'],
};

/** @returns undefined unless `os/arch` or `os/arch/variant` */
export function parsePlatform(text: string): Platform | undefined {
  const [os, architecture, variant, ...more] = text.split('/');
  if (!os || !architecture || variant === '' || more.length > 0) return undefined;
  return normalise({ os, architecture, ...(variant === undefined ? {} : { variant }) });
}

export function printPlatform(platform: Platform | null): string {
  if (platform === null) return 'unknown platform';
  const { os, architecture, variant, osVersion } = platform;
  return `${os}/${architecture}${variant ? `/${variant}` : ''}${osVersion ? ` (${osVersion})` : ''}`;
}

/** Attestations stand in indexes as images for this platform. */
export function isUnknownPlatform(platform: Platform | null): boolean {
  return platform?.os === 'unknown' || platform?.architecture === 'unknown';
}

/**
 * Those offered that fit best: an exact variant, else the nearest that runs there (arm/v7 also runs v6 and v5, amd64/v3 also
 * v2 and v1). Without a variant, arm means v7, arm64 means v8, and amd64 the lowest level there is.
 *
 * @returns several when they differ in nothing that was asked (Windows builds)
 */
export function bestMatches<T>(
  offered: readonly T[],
  platformOf: (offer: T) => Platform | null,
  wanted: Platform,
): T[] {
  let best = Number.POSITIVE_INFINITY;
  let matches: T[] = [];
  for (const offer of offered) {
    const platform = platformOf(offer);
    const rank = platform === null ? undefined : distance(normalise(platform), normalise(wanted));
    if (rank === undefined || rank > best) continue;
    if (rank < best) matches = [];
    best = rank;
    matches.push(offer);
  }
  return matches;
}

/** @returns undefined when it does not fit at all */
function distance(offered: Platform, wanted: Platform): number | undefined {
  if (offered.os !== wanted.os || offered.architecture !== wanted.architecture) return undefined;
  const has = level(offered);
  const wants = level(wanted);
  if (has === undefined || wants === undefined) return offered.variant === wanted.variant ? 0 : undefined;
  if (wanted.architecture === 'amd64' && wanted.variant === undefined) return has;
  return has <= wants ? wants - has : undefined;
}

/** Variants that are ordered: each runs what those below it run. */
function level({ architecture, variant }: Platform): number | undefined {
  const fallback = { arm: 7, arm64: 8, amd64: 1 }[architecture];
  if (variant === undefined) return fallback;
  const [, digits] = /^v([1-9])(?:\.[0-9]+)?$/.exec(variant) ?? [];
  return fallback === undefined || digits === undefined ? undefined : Number(digits);
}

function normalise(platform: Platform): Platform {
  const os = platform.os.toLowerCase();
  const stated = platform.architecture.toLowerCase();
  const [architecture, implied] = ARCHITECTURES[stated] ?? [stated];
  const variant = platform.variant?.toLowerCase() ?? implied;
  return { ...platform, os, architecture, ...(variant === undefined ? {} : { variant }) };
}
