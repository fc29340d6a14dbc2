/** As the engine's limit: what is larger is not sent. */
export const MAX_BYTES = 2 * 1024 * 1024;

/** A small file as standard base64. */
export async function fileAsBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  // A call takes so many arguments at most.
  for (let at = 0; at < bytes.byteLength; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
