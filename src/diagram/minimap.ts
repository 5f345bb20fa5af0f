import { drag, select } from 'd3';
import { type Place, placeOf, type Scene, type SceneBox } from '../layout/index.ts';
import type { Size } from './camera.ts';
import { detailAt, type View } from './types.ts';

export interface Minimap {
  draw(scene: Scene, changed: ReadonlySet<string>): void;
  /** Hides itself where all of the drawing is in sight. */
  follow(view: View, size: Size): void;
  /** Goes to the corner where it covers least, above all not what is selected. */
  settle(view: View, size: Size, selection: string | null): void;
  destroy(): void;
}

const most = { width: 170, height: 100 };
/** A host narrower or lower than this has no room to spare for a map. */
const leastHost = { width: 480, height: 360 };

/** Distance from the edges of the host, as the style sheet has it. */
const inset = 12;
/** In order of preference; what is at the left is begun to be read. Costs are in square pixels that it covers. */
const corners = [
  { name: 'bottom-right', cost: 0 },
  { name: 'top-right', cost: 40 },
  { name: 'bottom-left', cost: 900 },
] as const;
/** How much worse the present corner must be for the map to leave it: it should not flit about. */
const worthMoving = 600;

const covered = (a: Place, b: Place): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

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
  let content: Scene | null = null;
  let own: Size = { width: 1, height: 1 };
  let corner: (typeof corners)[number] = corners[0];
  let held = false;

  const go = ({ x, y }: { x: number; y: number }): void => centre(x / scale[0], y / scale[1]);
  svg.call(
    drag<SVGSVGElement, unknown>()
      .on('start drag', (event: { x: number; y: number }) => {
        held = true;
        go(event);
      })
      .on('end', () => {
        held = false;
      }),
  );

  /** Square pixels of the drawing that the map would cover in a corner. */
  function costAt(name: string, scene: Scene, view: View, size: Size, selection: string | null): number {
    const place: Place = {
      x: name.endsWith('right') ? size.width - inset - own.width : inset,
      y: name.startsWith('bottom') ? size.height - inset - own.height : inset,
      ...own,
    };
    // In the coordinates of the scene, with a little air.
    const here: Place = {
      x: (place.x - 4 - view.x) / view.k,
      y: (place.y - 4 - view.y) / view.k,
      width: (place.width + 8) / view.k,
      height: (place.height + 8) / view.k,
    };
    const inside = detailAt(view.k) >= 2;
    let sum = 0;
    for (const box of scene.boxes) {
      if (box.kind === 'pill' || (!inside && box.parent !== null)) continue;
      if (box.kind !== 'frame' || !inside) sum += covered(here, box);
      // A frame is mostly ground, but for its head and what is in it, which counts for itself.
      else sum += 0.15 * covered(here, box) + covered(here, { ...box, y: box.y - 8, height: 36 });
    }
    for (const row of scene.rows)
      sum += covered(here, { x: 0, y: row.lane - 40, width: scene.gutter, height: 80 });
    const selected = selection === null ? null : placeOf(scene, selection);
    if (selected) sum += 2 * covered(here, selected);
    return sum * view.k * view.k;
  }

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
      own = { width, height };
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
      if (!content) return;
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
    settle(view, size, selection) {
      const scene = content;
      if (!scene || held) return;
      const costs = new Map(
        corners.map((entry) => [entry, entry.cost + costAt(entry.name, scene, view, size, selection)]),
      );
      const costOf = (entry: (typeof corners)[number]): number => costs.get(entry) ?? 0;
      const best = corners.reduce((least, entry) => (costOf(entry) < costOf(least) ? entry : least));
      if (costOf(corner) - costOf(best) > worthMoving) corner = best;
      frame
        .attr('data-corner', corner.name)
        .classed('rx-covering', costOf(corner) - corner.cost > worthMoving);
    },
    destroy() {
      frame.remove();
    },
  };
}
