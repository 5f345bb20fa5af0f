/** What kind a file of weights is: its first bytes say so, and its name may lie. */

/** Whether bytes begin as one of PyTorch's files does: a zip archive, or a pickle of protocol 2 or newer. */
export const looksTorch = (start: Uint8Array): boolean =>
  (start[0] === 0x50 && start[1] === 0x4b && (start[2] === 3 || start[2] === 5)) ||
  (start[0] === 0x80 && (start[1] ?? 0) >= 2 && (start[1] ?? 0) <= 5 && start[8] !== 0x7b);
