import { useEffect, useRef } from 'react';
import type { ColourScale } from './colour.ts';
import { paintMap, type ValueMap } from './paint.ts';
import { deviceRatio } from './scrollCanvas.tsx';

/** One map as a picture of `width` x `height` CSS pixels. */
export function MapCanvas({
  map,
  scale,
  width,
  height,
}: {
  readonly map: ValueMap;
  readonly scale: ColourScale;
  readonly width: number;
  readonly height: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || width < 1 || height < 1) return;
    const ratio = deviceRatio();
    const image = new ImageData(Math.round(width * ratio), Math.round(height * ratio));
    context.canvas.width = image.width;
    context.canvas.height = image.height;
    const pixels = { data: new Uint32Array(image.data.buffer), width: image.width, height: image.height };
    paintMap(pixels, { x: 0, y: 0, width: image.width, height: image.height }, map, scale);
    context.putImageData(image, 0, 0);
  }, [map, scale, width, height]);
  return <canvas ref={canvas} style={{ width, height }} />;
}
