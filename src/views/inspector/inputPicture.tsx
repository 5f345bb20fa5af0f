import { type PointerEvent, useEffect, useMemo, useRef } from 'react';
import type { RgbImage } from '../../image/types.ts';
import { t } from '../../text/index.ts';
import { fitInside, toRgba } from '../image/geometry.ts';
import type { ColourScale } from './colour.ts';
import { cellOn, type Position, positionAt } from './lookup.ts';
import { paintMap, type ValueMap } from './paint.ts';
import { deviceRatio } from './scrollCanvas.tsx';

/** Side of the picture in CSS pixels. */
const side = 132;

/** The network's input with a channel's map laid over it and the position under the cursor marked. */
export function InputPicture({
  crop,
  map,
  scale,
  opacity,
  position,
  onPoint,
}: {
  readonly crop: RgbImage;
  readonly map: ValueMap;
  readonly scale: ColourScale;
  /** Of the map, 0 to 1. */
  readonly opacity: number;
  readonly position: Position | null;
  readonly onPoint: (position: Position | null) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = fitInside(crop, { width: side, height: side });
  const picture = useMemo(() => bitmap(crop.width, crop.height, toRgba(crop)), [crop]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const ratio = deviceRatio();
    const width = Math.round(size.width * ratio);
    const height = Math.round(size.height * ratio);
    context.canvas.width = width;
    context.canvas.height = height;
    context.imageSmoothingEnabled = crop.width > width;
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, width, height);
    if (opacity > 0) {
      const rgba = new Uint8ClampedArray(width * height * 4);
      const pixels = { data: new Uint32Array(rgba.buffer), width, height };
      paintMap(pixels, { x: 0, y: 0, width, height }, map, scale);
      context.globalAlpha = opacity;
      context.drawImage(bitmap(width, height, rgba), 0, 0);
      context.globalAlpha = 1;
    }
  }, [picture, crop.width, map, scale, opacity, size.width, size.height]);
  const cell = position ? cellOn(size, map, position) : null;
  const onPointerMove = (event: PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    onPoint(positionAt(map, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height));
  };
  return (
    <div
      className="insp-input"
      role="img"
      aria-label={t('inspect.input')}
      style={size}
      onPointerMove={onPointerMove}
      onPointerLeave={() => onPoint(null)}
    >
      <canvas ref={canvas} style={size} />
      {cell ? (
        <>
          <span
            className="insp-hair"
            style={{ left: 0, right: 0, top: cell.y + cell.height / 2, height: 1 }}
          />
          <span
            className="insp-hair"
            style={{ top: 0, bottom: 0, left: cell.x + cell.width / 2, width: 1 }}
          />
          <span
            className="insp-cell"
            style={{ left: cell.x, top: cell.y, width: cell.width, height: cell.height }}
          />
        </>
      ) : null}
    </div>
  );
}

function bitmap(width: number, height: number, rgba: Uint8ClampedArray<ArrayBuffer>): HTMLCanvasElement {
  const element = document.createElement('canvas');
  element.width = width;
  element.height = height;
  element.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  return element;
}
