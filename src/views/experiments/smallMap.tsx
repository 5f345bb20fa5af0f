import { useEffect, useRef } from 'react';
import type { Thumbnail } from '../../runtime/contract.ts';
import { lutOf } from '../inspector/colour.ts';
import './smallMap.css';

/** A mean map in the colours of the feature maps. */
export function SmallMap({
  picture,
  label,
}: {
  readonly picture: Thumbnail | undefined;
  readonly label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !picture) return;
    const lut = lutOf('sequential');
    const image = context.createImageData(picture.width, picture.height);
    const packed = new Uint32Array(image.data.buffer);
    picture.pixels.forEach((value, at) => {
      packed[at] = lut[value] ?? 0;
    });
    context.putImageData(image, 0, 0);
  }, [picture]);
  return (
    <canvas
      ref={canvas}
      width={picture?.width ?? 1}
      height={picture?.height ?? 1}
      className="try-map"
      role="img"
      aria-label={label}
    />
  );
}
