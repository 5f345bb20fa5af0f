import type { Message } from './message.ts';

/**
 * Every text that a user reads, by key. Keys are grouped by the part of the page they stand in. Write plainly: name
 * the thing, the value and what the user can do.
 */
export const en = {
  // --- app: page frame, top bar, sharing ---
  'app.title': 'ResNet Explorer',

  // --- spec: controls of the specification, and what is wrong with one ---

  // --- arch: names, variants and sentences about an architecture ---

  // --- graph: the drawing and its table ---

  // --- image: reading and preparing an image ---

  // --- weights: files, binding, seeded weights ---

  // --- run: backends, runs, predictions ---

  // --- inspect: feature maps, kernels, numbers ---

  // --- cli: the terminal ---
} as const satisfies Record<string, Message>;
