/**
 * The deterministic input that reference figures are computed on:
 * `x[0,c,y,x] = float32( sin(0.05 x + 0.9 c) cos(0.03 y - 0.4 c) + 0.25 sin(0.002 x y) )`, in double, left to right.
 * NCHW, not normalised. Sizes in pixels.
 */
export function patternImage(channels: number, height: number, width: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(channels * height * width);
  let i = 0;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const down = Math.cos(0.03 * y - 0.4 * c);
      for (let x = 0; x < width; x++) {
        out[i++] = Math.sin(0.05 * x + 0.9 * c) * down + 0.25 * Math.sin(0.002 * x * y);
      }
    }
  }
  return out;
}
