/** Brings CSV text to where a person can use it. */
import { saveBlob } from '../../ui/index.ts';

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
  saveBlob(new Blob([text], { type: 'text/csv;charset=utf-8' }), file);
}
