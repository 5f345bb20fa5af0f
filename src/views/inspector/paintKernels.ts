/** Draws the visible kernels of a weight tensor into packed pixels. */
import { type ColourScale, lutIndex, lutOf, notFiniteColour } from './colour.ts';
import { cellIndex, type KernelLayout, kernelPosition, visibleKernels } from './kernelLayout.ts';
import type { Pixels } from './paint.ts';

interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A weight of -reach … reach as a byte of a colour; zero is the middle. */
const byte = (value: number, { high }: ColourScale): number =>
  high > 0 ? Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, value / high))) : 128;

function colourOf(
  layout: KernelLayout,
  values: Float32Array,
  scale: ColourScale,
  at: { readonly out: number; readonly input: number; readonly y: number; readonly x: number },
): number {
  if (!layout.rgb) {
    const value = values[cellIndex(layout, at)] as number;
    if (!Number.isFinite(value)) return notFiniteColour;
    return lutOf(scale.kind)[lutIndex(scale, value)] as number;
  }
  let colour = 0xff000000;
  for (let input = 0; input < 3; input += 1) {
    const value = values[cellIndex(layout, { ...at, input })] as number;
    if (!Number.isFinite(value)) return notFiniteColour;
    colour |= byte(value, scale) << (8 * input);
  }
  return colour >>> 0;
}

/** `view` in CSS pixels of the content, `ratio` device pixels to a CSS pixel. */
export function paintKernels(
  target: Pixels,
  layout: KernelLayout,
  values: Float32Array,
  scale: ColourScale,
  view: View,
  ratio: number,
): void {
  const seen = visibleKernels(layout, view);
  for (let row = seen.rows[0]; row < seen.rows[1]; row += 1) {
    for (let strip = 0; strip < layout.strips; strip += 1) {
      const out = row * layout.strips + strip;
      if (out >= layout.out) break;
      for (let input = seen.pictures[0]; input < seen.pictures[1]; input += 1) {
        const corner = kernelPosition(layout, out, input);
        for (let y = 0; y < layout.kernelHeight; y += 1) {
          for (let x = 0; x < layout.kernelWidth; x += 1) {
            const left = corner.x - view.x + x * layout.cell;
            const top = corner.y - view.y + y * layout.cell;
            const colour = colourOf(layout, values, scale, { out, input, y, x });
            fill(target, left * ratio, top * ratio, layout.cell * ratio, colour);
          }
        }
      }
    }
  }
}

/** A square, cut to the picture. Edges are rounded, so that neighbours meet. */
function fill(target: Pixels, x: number, y: number, side: number, colour: number): void {
  const left = Math.max(0, Math.round(x));
  const right = Math.min(target.width, Math.round(x + side));
  const bottom = Math.min(target.height, Math.round(y + side));
  for (let row = Math.max(0, Math.round(y)); row < bottom; row += 1) {
    if (right > left) target.data.fill(colour, row * target.width + left, row * target.width + right);
  }
}
