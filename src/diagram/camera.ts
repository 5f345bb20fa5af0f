/**
 * The way from scene to screen. The drawing is an SVG a little larger than the host, on a layer of its own: panning
 * and zooming only move that layer, and the SVG is painted anew when its margin is used up, when the zoom has
 * changed much, or when the hand rests.
 */
import { select, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from 'd3';
import type { View } from './types.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is painted: a view, and how far it reaches beyond the host. */
export interface Commit {
  readonly view: View;
  readonly size: Size;
  readonly margin: number;
}

export interface Camera {
  readonly view: View;
  readonly size: Size;
  /** Whether the view is still the one that `fit` chose. */
  readonly fitted: boolean;
  resize(size: Size): void;
  setContent(size: Size): void;
  /** Moves at once, or over `duration` milliseconds. */
  moveTo(view: View, duration: number, asFit?: boolean): void;
  scaleBy(factor: number, duration: number, around?: readonly [number, number]): void;
  /** Paints now. */
  commit(): void;
  destroy(): void;
}

const margin = 260;
/** How far the zoom may run from what is painted before it is painted again. */
const stretch = { least: 0.7, most: 1.45 };
const restMs = 140;
/** Pixels of the drawing that always stay in sight. */
const keep = 90;
export const zoomLimits = { least: 0.02, most: 4 };

export function createCamera(
  root: HTMLElement,
  layer: HTMLElement,
  paint: (commit: Commit) => void,
  moved: (view: View) => void,
): Camera {
  let size: Size = { width: 0, height: 0 };
  let content: Size = { width: 1, height: 1 };
  let view: View = { x: 0, y: 0, k: 1 };
  let painted: View = view;
  let fitted = true;
  let settingFit = false;
  let rest: ReturnType<typeof setTimeout> | undefined;

  const commit = (): void => {
    clearTimeout(rest);
    painted = view;
    layer.style.transform = 'none';
    paint({ view, size, margin });
  };

  const follow = (): void => {
    const s = view.k / painted.k;
    const x = view.x - s * painted.x;
    const y = view.y - s * painted.y;
    const covers =
      -x / s >= -margin &&
      -y / s >= -margin &&
      (size.width - x) / s <= size.width + margin &&
      (size.height - y) / s <= size.height + margin;
    if (!covers || s < stretch.least || s > stretch.most) {
      commit();
      return;
    }
    layer.style.transform = `translate(${x}px,${y}px) scale(${s})`;
    clearTimeout(rest);
    rest = setTimeout(commit, restMs);
  };

  const behavior: ZoomBehavior<HTMLElement, unknown> = zoom<HTMLElement, unknown>()
    .scaleExtent([zoomLimits.least, zoomLimits.most])
    .extent(() => [
      [0, 0],
      [size.width, size.height],
    ])
    .constrain((t: ZoomTransform) => {
      const x = Math.min(size.width - keep, Math.max(keep - content.width * t.k, t.x));
      const y = Math.min(size.height - keep, Math.max(keep - content.height * t.k, t.y));
      return zoomIdentity.translate(x, y).scale(t.k);
    })
    .filter(
      (event: MouseEvent) =>
        (!event.ctrlKey || event.type === 'wheel') &&
        !event.button &&
        !(event.target instanceof Element && event.target.closest('.rx-minimap')),
    )
    .on('zoom', ({ transform }: { transform: ZoomTransform }) => {
      view = { x: transform.x, y: transform.y, k: transform.k };
      if (!settingFit) fitted = false;
      follow();
      moved(view);
    });
  const selection = select(root).call(behavior).on('dblclick.zoom', null);

  return {
    get view() {
      return view;
    },
    get size() {
      return size;
    },
    get fitted() {
      return fitted;
    },
    resize(next) {
      size = next;
    },
    setContent(next) {
      content = next;
    },
    moveTo(next, duration, asFit = false) {
      const target = zoomIdentity.translate(next.x, next.y).scale(next.k);
      settingFit = asFit;
      if (duration > 0 && size.width > 0) {
        selection
          .transition()
          .duration(duration)
          .call(behavior.transform, target)
          .on('end interrupt', () => {
            fitted = asFit;
            settingFit = false;
          });
        return;
      }
      selection.interrupt();
      selection.call(behavior.transform, target);
      fitted = asFit;
      settingFit = false;
      commit();
    },
    scaleBy(factor, duration, around) {
      const target = duration > 0 ? selection.transition().duration(duration) : selection;
      behavior.scaleBy(target as typeof selection, factor, around && [around[0], around[1]]);
    },
    commit,
    destroy() {
      clearTimeout(rest);
      selection.interrupt().on('.zoom', null);
    },
  };
}
