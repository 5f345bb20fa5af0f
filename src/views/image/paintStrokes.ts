/** A drawing on a canvas of any size. */
import { curvesOf, type Stroke } from '../../image/strokes.ts';

type Context = CanvasRenderingContext2D;

/** Covers a square of `side` canvas pixels with the paper and draws the strokes on it. */
export function paintDrawing(
  context: Context,
  side: number,
  strokes: readonly Stroke[],
  paper: string,
): void {
  context.fillStyle = paper;
  context.fillRect(0, 0, side, side);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const stroke of strokes) {
    context.strokeStyle = stroke.ink;
    for (const { from, control, to, width } of curvesOf(stroke)) {
      context.lineWidth = Math.max(1, width * side);
      context.beginPath();
      context.moveTo(from.x * side, from.y * side);
      context.quadraticCurveTo(control.x * side, control.y * side, to.x * side, to.y * side);
      context.stroke();
    }
  }
}

/** Side of the picture that a drawing is handed on as, in pixels. The network's size is made from it like from any. */
const pictureSide = 256;
let picture: Context | null = null;

/** The drawing as pixels, RGBA. Throws where the browser has no canvas to give. */
export function drawingPixels(strokes: readonly Stroke[], paper: string): ImageData {
  if (picture === null) {
    const canvas = document.createElement('canvas');
    canvas.width = pictureSide;
    canvas.height = pictureSide;
    picture = canvas.getContext('2d', { willReadFrequently: true });
  }
  if (picture === null) throw new Error('no 2d canvas');
  paintDrawing(picture, pictureSide, strokes, paper);
  return picture.getImageData(0, 0, pictureSide, pictureSide);
}

const channel = (value: number): number => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

function luminance(colour: string): number {
  const at = (from: number): number => channel(Number.parseInt(colour.slice(from, from + 2), 16));
  return 0.2126 * at(1) + 0.7152 * at(3) + 0.0722 * at(5);
}

/** Contrast of two colours `#rrggbb`, 1 … 21 (WCAG 2.2, relative luminance). */
export function contrastOf(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}
