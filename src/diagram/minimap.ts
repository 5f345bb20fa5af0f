import { drag, select } from 'd3';
import type { Scene, SceneBox } from '../layout/index.ts';
import type { Size } from './camera.ts';
import type { View } from './types.ts';

export interface Minimap {
  draw(scene: Scene, changed: ReadonlySet<string>): void;
  /** Hides itself where all of the drawing is in sight. */
  follow(view: View, size: Size): void;
  destroy(): void;
}

const most = { width: 170, height: 100 };
/** A host narrower or lower than this has no room to spare for a map. */
const leastHost = { width: 480, height: 360 };

/** The whole drawing in a corner, with the part that is in sight; dragging in it moves the view there. */
export function createMinimap(root: HTMLElement, centre: (x: number, y: number) => void): Minimap {
  const frame = select(root)
    .append('div')
    .attr('class', 'rx-minimap')
    .attr('aria-hidden', 'true')
    .attr('hidden', '');
  const svg = frame.append('svg');
  const map = svg.append('g');
  const sight = svg.append('rect').attr('class', 'rx-map-view').attr('rx', 2);
  let scale: readonly [number, number] = [1, 1];
  let content: Size = { width: 1, height: 1 };

  const go = ({ x, y }: { x: number; y: number }): void => centre(x / scale[0], y / scale[1]);
  svg.call(drag<SVGSVGElement, unknown>().on('start drag', go));

  const kindOf = (box: SceneBox, changed: ReadonlySet<string>): string =>
    changed.has(box.key)
      ? 'rx-map-changed'
      : `rx-map-${box.kind === 'card' || box.kind === 'frame' ? box.kind : 'op'}`;

  return {
    draw(scene, changed) {
      content = scene;
      // A long network is far wider than high: each direction has its own scale, so that rows stay apart.
      const even = Math.min(most.width / scene.width, most.height / scene.height);
      const width = most.width;
      const height = Math.max(48, Math.min(most.height, Math.round(scene.height * even)));
      scale = [width / scene.width, height / scene.height];
      svg.attr('width', width).attr('height', height);
      const paths = new Map<string, string>();
      for (const box of scene.boxes) {
        if (box.parent !== null || box.kind === 'pill') continue;
        const name = kindOf(box, changed);
        const w = Math.max(1.5, box.width * scale[0] - 0.5);
        const h = Math.max(3, box.height * scale[1]);
        const path = `M${(box.x * scale[0]).toFixed(1)},${(box.y * scale[1]).toFixed(1)}h${w.toFixed(1)}v${h.toFixed(1)}h${(-w).toFixed(1)}z`;
        paths.set(name, (paths.get(name) ?? '') + path);
      }
      map
        .selectAll<SVGPathElement, [string, string]>('path')
        .data([...paths], ([name]) => name)
        .join('path')
        .attr('class', ([name]) => name)
        .attr('d', ([, path]) => path);
    },
    follow(view, size) {
      const left = -view.x / view.k;
      const top = -view.y / view.k;
      const width = size.width / view.k;
      const height = size.height / view.k;
      const whole =
        left <= 1 && top <= 1 && left + width >= content.width - 30 && top + height >= content.height - 1;
      const cramped = size.width < leastHost.width || size.height < leastHost.height;
      frame.attr('hidden', whole || cramped ? '' : null);
      const clamp = (value: number, limit: number): number => Math.min(limit, Math.max(0, value));
      const x0 = clamp(left, content.width);
      const y0 = clamp(top, content.height);
      sight
        .attr('x', x0 * scale[0] + 1)
        .attr('y', y0 * scale[1] + 1)
        .attr('width', Math.max(4, (clamp(left + width, content.width) - x0) * scale[0] - 2))
        .attr('height', Math.max(4, (clamp(top + height, content.height) - y0) * scale[1] - 2));
    },
    destroy() {
      frame.remove();
    },
  };
}
