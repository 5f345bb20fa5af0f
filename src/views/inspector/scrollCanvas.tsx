import { type ComponentProps, type ReactNode, type RefObject, useCallback, useEffect, useRef } from 'react';
import type { Pixels } from './paint.ts';

/** The part of the content that is seen, in CSS pixels. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Draws what `view` shows; `ratio` device pixels to a CSS pixel. `pixels` are transparent. */
export type DrawView = (pixels: Pixels, view: View, ratio: number) => void;

/** More device pixels than this cost time and show nothing more. */
const maxRatio = 2;

export const deviceRatio = (): number => Math.min(maxRatio, globalThis.devicePixelRatio || 1);

/**
 * A scrolled picture of any size of which only the visible window is ever drawn: one canvas of the window's size stays
 * in place while the content moves beneath it. `children` are laid over it in the content's coordinates.
 */
export function ScrollCanvas({
  contentWidth,
  contentHeight,
  draw,
  children,
  contentProps,
  scroller: outer,
  onWidth,
  ...rest
}: {
  readonly contentWidth: number;
  readonly contentHeight: number;
  /** Must be the same function as long as it would draw the same. */
  readonly draw: DrawView;
  readonly children?: ReactNode;
  /** For pointer events: their element's top left is that of the content. */
  readonly contentProps?: ComponentProps<'div'>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Told the width that there is for content, without the scroll bar. Must stay the same function. */
  readonly onWidth: (width: number) => void;
} & ComponentProps<'div'>) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const image = useRef<ImageData | null>(null);
  const frame = useRef(0);

  const paint = useCallback(() => {
    frame.current = 0;
    const element = outer.current;
    const context = canvas.current?.getContext('2d');
    if (!element || !context) return;
    const ratio = deviceRatio();
    const view = {
      x: element.scrollLeft,
      y: element.scrollTop,
      width: Math.min(element.clientWidth, contentWidth),
      height: Math.min(element.clientHeight, contentHeight),
    };
    const width = Math.max(1, Math.round(view.width * ratio));
    const height = Math.max(1, Math.round(view.height * ratio));
    if (context.canvas.width !== width) context.canvas.width = width;
    if (context.canvas.height !== height) context.canvas.height = height;
    context.canvas.style.width = `${view.width}px`;
    context.canvas.style.height = `${view.height}px`;
    if (image.current?.width !== width || image.current.height !== height) {
      image.current = new ImageData(width, height);
    }
    const data = new Uint32Array(image.current.data.buffer);
    data.fill(0);
    draw({ data, width, height }, view, ratio);
    context.putImageData(image.current, 0, 0);
  }, [draw, contentWidth, contentHeight, outer]);

  const schedule = useCallback(() => {
    if (frame.current === 0) frame.current = requestAnimationFrame(paint);
  }, [paint]);

  useEffect(() => {
    schedule();
    const element = outer.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      onWidth(element.clientWidth);
      schedule();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [schedule, onWidth, outer]);

  return (
    <div {...rest} ref={outer} onScroll={schedule}>
      <div {...contentProps} className="insp-content" style={{ width: contentWidth, height: contentHeight }}>
        <canvas ref={canvas} />
        {children}
      </div>
    </div>
  );
}
