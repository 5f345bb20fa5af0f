/**
 * The classes of the task. Left out are the capitals that cannot be told from another class once they are written by
 * hand: B (8), D, O and Q (0), G (6), I (1), S (5), U (V), Z (2).
 */
export const digits = [...'0123456789'];
export const capitals = [...'ACEFHJKLMNPRTVWXY'];
export const shapes = [
  'arrow',
  'cloud',
  'heart',
  'house',
  'infinity',
  'lightning',
  'moon',
  'plus',
  'smiley',
  'spiral',
  'square',
  'star',
  'triangle',
];

/** In the order of the folders' names, which is the order of the network's outputs. */
export const classes = [...digits, ...capitals, ...shapes];
