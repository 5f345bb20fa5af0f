/** Brings CSV text to where a person can use it. */

/** Onto the clipboard; false where the page may not write there. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** As a download of this name. */
export function saveCsv(text: string, file: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file;
  link.click();
  // The browser reads the address when it starts the download, which may be after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
