/** Has the browser save a text as a file, or the host ask where to. */
export function saveText(fileName: string, content: string, mediaType = 'application/json'): void {
  const address = URL.createObjectURL(new Blob([content], { type: mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The browser takes the bytes after this turn; an address that is gone by then saves nothing.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
