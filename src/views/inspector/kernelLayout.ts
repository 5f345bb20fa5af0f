/**
 * Where the cells of a weight tensor are in its picture. Convolutions are `[out, in/groups, kh, kw]`: one strip of
 * kernels per output channel, its input channels side by side; three input channels (an image) are one coloured kernel.
 * 1x1 convolutions and linear layers are a matrix: a row per output, a column per input. In CSS pixels.
 */
import { required } from '../../base/invariant.ts';

export interface KernelLayout {
  readonly out: number;
  /** Pictures beside each other for one output: input channels, or 1 where they are the colours. */
  readonly pictures: number;
  readonly inputs: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly rgb: boolean;
  readonly cell: number;
  /** From one picture to the next. */
  readonly stepX: number;
  readonly stepY: number;
  /** Strips beside each other, and from one strip to the next. */
  readonly strips: number;
  readonly stripStep: number;
  readonly width: number;
  readonly height: number;
}

/** What is drawn as a picture: rank 4 and rank 2. */
export const isPicture = (shape: readonly number[]): boolean => shape.length === 4 || shape.length === 2;

export function kernelLayout(shape: readonly number[], width: number): KernelLayout {
  const out = required(shape[0], 'outputs of a kernel');
  const inputs = required(shape[1], 'inputs of a kernel');
  const [, , kernelHeight = 1, kernelWidth = 1] = shape;
  const point = kernelHeight * kernelWidth === 1;
  const rgb = inputs === 3 && !point;
  const pictures = rgb ? 1 : inputs;
  const gap = point ? 0 : 2;
  const side = Math.max(kernelHeight, kernelWidth);
  const cell = point
    ? Math.max(3, Math.min(12, Math.floor(width / inputs)))
    : Math.max(4, Math.floor((rgb ? 34 : 18) / side));
  const stepX = kernelWidth * cell + gap;
  const stepY = kernelHeight * cell + gap;
  const strip = pictures * stepX - gap;
  // Strips wrap where several fit; a wide one stands alone and is scrolled sideways.
  const between = point ? 0 : pictures === 1 ? gap : 8;
  const strips = point ? 1 : Math.max(1, Math.min(out, Math.floor((width + between) / (strip + between))));
  return {
    out,
    pictures,
    inputs,
    kernelHeight,
    kernelWidth,
    rgb,
    cell,
    stepX,
    stepY,
    strips,
    stripStep: strip + between,
    width: strips * (strip + between) - between,
    height: Math.ceil(out / strips) * stepY - gap,
  };
}

/** Top left of one kernel. `input` is 0 for a coloured one. */
export const kernelPosition = (
  layout: KernelLayout,
  out: number,
  input: number,
): { x: number; y: number } => ({
  x: (out % layout.strips) * layout.stripStep + input * layout.stepX,
  y: Math.floor(out / layout.strips) * layout.stepY,
});

export interface KernelCell {
  readonly out: number;
  readonly input: number;
  readonly y: number;
  readonly x: number;
}

/** The kernel and cell under a point; null in a gap or outside. */
export function cellAt(layout: KernelLayout, x: number, y: number): KernelCell | null {
  const row = Math.floor(y / layout.stepY);
  const strip = Math.floor(x / layout.stripStep);
  const input = Math.floor((x - strip * layout.stripStep) / layout.stepX);
  const cellX = Math.floor((x - strip * layout.stripStep - input * layout.stepX) / layout.cell);
  const cellY = Math.floor((y - row * layout.stepY) / layout.cell);
  const out = row * layout.strips + strip;
  const inside =
    x >= 0 &&
    y >= 0 &&
    strip < layout.strips &&
    out < layout.out &&
    input < layout.pictures &&
    cellX < layout.kernelWidth &&
    cellY < layout.kernelHeight;
  return inside ? { out, input, y: cellY, x: cellX } : null;
}

/** Index of a cell in the tensor's values. */
export const cellIndex = (layout: KernelLayout, { out, input, y, x }: KernelCell): number =>
  ((out * layout.inputs + input) * layout.kernelHeight + y) * layout.kernelWidth + x;

/** Kernels that touch a window: `[first, last)` rows of strips, and of pictures where there is one strip a row. */
export function visibleKernels(
  layout: KernelLayout,
  view: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): { rows: [number, number]; pictures: [number, number] } {
  const rows = Math.ceil(layout.out / layout.strips);
  const whole: [number, number] = [0, layout.pictures];
  const some: [number, number] = [
    Math.max(0, Math.floor(view.x / layout.stepX)),
    Math.min(layout.pictures, Math.ceil((view.x + view.width) / layout.stepX)),
  ];
  return {
    rows: [
      Math.max(0, Math.floor(view.y / layout.stepY)),
      Math.min(rows, Math.ceil((view.y + view.height) / layout.stepY)),
    ],
    pictures: layout.strips === 1 ? some : whole,
  };
}

/**
 * The channel of the layer's input that a kernel reads: `weight` is `[out, in/groups, …]`, so the place within a
 * filter counts from the first channel of the filter's group.
 */
export function inputChannel(weight: readonly number[], groups: number, out: number, place: number): number {
  const [outputs = 1, inputs = 1] = weight;
  return Math.floor(out / (outputs / groups)) * inputs + place;
}
