/** Gives bytes to the person as a download of this name. */
export function saveBlob(blob: Blob, file: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = file;
  link.click();
  // The browser reads the address when it starts the download, which may be after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
