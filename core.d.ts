/** What every platform has beside the language, browser or not: known to the folders that compile without the DOM. */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
