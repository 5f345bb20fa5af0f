import { useEffect, useRef } from 'react';
import type { Preprocessed } from '../../image/preprocess.ts';
import type { RgbImage } from '../../image/types.ts';
import { t } from '../../text/index.ts';
import { cropRectangle, fitInside, thumbnail, toRgba } from './geometry.ts';

/** What a picture may take, in CSS pixels. */
const originalBox = { width: 128, height: 104 };
const networkBox = { width: 128, height: 104 };

/** RGBA pixels, as many as they are, on a canvas of that width. */
export function draw(
  canvas: HTMLCanvasElement | null,
  rgba: Uint8ClampedArray<ArrayBuffer>,
  width: number,
): void {
  const context = canvas?.getContext('2d');
  if (!context) return;
  const image = new ImageData(rgba, width);
  context.canvas.width = image.width;
  context.canvas.height = image.height;
  context.putImageData(image, 0, 0);
}

/** The whole picture with the part that the network sees marked on it. */
export function OriginalPicture({
  image,
  prepared,
  text,
}: {
  readonly image: RgbImage;
  readonly prepared: Preprocessed | null;
  readonly text: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = fitInside(image, originalBox, 24);
  useEffect(() => {
    const ratio = Math.min(2, devicePixelRatio || 1);
    // No more pixels than there are: a small picture is enlarged by the style, so that its pixels are seen.
    const inner = fitInside(image, { width: size.width * ratio, height: size.height * ratio }, 1);
    draw(canvas.current, thumbnail(image, inner), inner.width);
  }, [image, size.width, size.height]);
  const crop = prepared ? cropRectangle(prepared.plan, prepared.crop) : null;
  const percent = (share: number): string => `${100 * share}%`;
  return (
    <div className="img-picture" style={size}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={text}
        style={{ ...size, imageRendering: image.width < size.width ? 'pixelated' : 'auto' }}
      />
      {crop ? (
        <span
          className="img-crop"
          title={t(crop.padded ? 'image.crop.padded' : 'image.crop')}
          style={{
            left: percent(crop.x),
            top: percent(crop.y),
            width: percent(crop.width),
            height: percent(crop.height),
          }}
        />
      ) : null}
    </div>
  );
}

/** The very pixels that the network is given, in a box of this size in CSS pixels. */
export function NetworkPicture({
  crop,
  box = networkBox,
}: {
  readonly crop: RgbImage;
  readonly box?: { readonly width: number; readonly height: number };
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = fitInside(crop, box);
  useEffect(() => draw(canvas.current, toRgba(crop), crop.width), [crop]);
  return (
    <div className="img-picture" style={size}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('image.seen.alt')}
        style={{ ...size, imageRendering: crop.width < size.width ? 'pixelated' : 'auto' }}
      />
    </div>
  );
}
