/**
 * Sizes in drawing units. Text is measured by rule, not by a font: a scene must come out the same everywhere, and
 * the widths are upper bounds for the system faces that the page uses.
 */
export const metrics = {
  /** Least width of the margin in which rows say their names, up to where their content starts. */
  gutter: 124,
  /** Where the shape of a row is written in its margin, and the least gap behind it. */
  rowShape: { x: 12, gap: 6 },
  right: 28,
  top: 10,
  rowPad: 20,
  rowMin: 100,
  /** Between neighbours of a row. */
  itemGap: 30,
  /** Reach of the stubs by which a row is joined to the row before it. */
  stub: 20,
  op: { width: 72, height: 36, strip: 16, pad: 9 },
  /** Its words stand right of a glyph. */
  gate: { width: 96, height: 38, words: 38, pad: 10 },
  join: 24,
  pill: { pad: 6, min: 24 },
  card: { height: 60, picture: 44, pad: 8, width: 142, stack: 4, widths: 7 },
  frame: { header: 28, padX: 18, padBottom: 18, padTop: 12 },
  /** Of the picture at the right end of an open block: its largest side, and its distances. */
  corner: { most: 48, top: 29, right: 14, gap: 21, near: 3 },
  /** Between lanes and between columns of an open block. */
  laneGap: 26,
  columnGap: 14,
  /** Distance from a box at which a line turns. */
  turn: 13,
  radius: 9,
} as const;

/** Where the inside of a frame starts. */
export const insideTop = metrics.frame.header + metrics.frame.padTop;

const sans = 0.58;
const bold = 0.62;
const mono = 0.61;

/** Width of a text at a size in a face. */
export const textWidth = (text: string, size: number, face: 'sans' | 'bold' | 'mono'): number =>
  [...text].length * size * (face === 'sans' ? sans : face === 'bold' ? bold : mono);

export const fontSize = { title: 11.5, detail: 10, pill: 8.5, shape: 9, rowShape: 10, group: 8 } as const;
