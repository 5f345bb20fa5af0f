/** Where a command writes: the answer to stdout, everything else to stderr. */
export interface Output {
  /** A part of the answer. */
  answer(text: string): void;
  /** One line for the person that is not the answer. */
  note(line: string): void;
}

/** Text that stands on one line, whatever a library's error said. */
export const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
