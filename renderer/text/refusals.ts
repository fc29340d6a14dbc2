/** Why there is no image, by the code that the engine gives; what it found in detail is told beside it, in its own words. */
const causes: Readonly<Record<string, string>> = {
  'not-found': 'Nothing lies at this place.',
  'not-an-image': 'This is no container image.',
  ambiguous: 'Several images fit.',
  'no-such-image': 'The archive does not hold this image.',
  'no-such-platform': 'The archive has no image for this platform.',
  damaged: 'The image is damaged: something of it is missing, malformed, or not what its digest says.',
  unreadable: 'The file cannot be read.',
  'would-need-network': 'This names a registry, which only a connection could reach.',
  busy: 'Another process has the data folder.',
  failed: 'The engine did not take this.',
  internal: 'The scan could not be finished.',
};

/** The window's own refusals (too large, a folder, a copy that failed) bring their whole sentence from the catalogue: null. */
const own: ReadonlySet<string> = new Set(['folder', 'too-large', 'upload']);

export function refusalCause(code: string): string | null {
  return own.has(code) ? null : (causes[code] ?? 'This could not be done.');
}
