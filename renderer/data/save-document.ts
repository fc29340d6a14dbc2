import type { ExportedDocument } from '#shared/model/export.ts';

/**
 * Has the browser save a document, or the host ask where to. The token goes in a header, which no link can have, so the bytes are
 * fetched first.
 *
 * @throws Error when the engine does not give the whole document
 */
export async function saveDocument(
  { id, fileName, size }: Pick<ExportedDocument, 'id' | 'fileName' | 'size'>,
  token: string,
): Promise<void> {
  const answer = await fetch(`/artifacts/${id}`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  const bytes = await answer.blob();
  if (bytes.size !== size) throw new Error(`${bytes.size} of ${size} bytes came`);
  const address = URL.createObjectURL(bytes);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The browser takes the bytes after this turn; an address that is gone by then saves nothing.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
