/** Of the pattern that `Hatch` defines. */
export const hatchId = 'try-hatch';
export const hatchFill = `url(#${hatchId})`;
