import { type Selection, select } from 'd3';
import type { EdgeText, SceneEdge } from '../layout/index.ts';

/** The end of path data and the way it points there, in degrees. */
function tipOf(path: string): { x: number; y: number; angle: number } {
  const numbers = [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)]
    .slice(-2)
    .map(([, x, y]) => [Number(x), Number(y)] as const);
  const [x = 0, y = 0] = numbers.at(-1) ?? [];
  const [fromX = x - 1, fromY = y] = numbers.at(-2) ?? [];
  return { x, y, angle: (Math.atan2(y - fromY, x - fromX) * 180) / Math.PI };
}

const arrowTransform = (edge: SceneEdge): string => {
  const { x, y, angle } = tipOf(edge.path);
  return `translate(${x},${y}) rotate(${angle})`;
};

function drawEdge(element: SVGGElement, edge: SceneEdge): void {
  const group = select(element);
  group.append('path').attr('class', 'rx-edge').attr('data-kind', edge.kind).attr('d', edge.path);
  group
    .append('path')
    .attr('class', 'rx-arrow')
    .attr('data-kind', edge.kind)
    .attr('d', 'M0,0L-7,-3.2V3.2Z')
    .attr('transform', arrowTransform(edge))
    .attr('visibility', edge.arrow ? null : 'hidden');
  writeTexts(element, edge);
}

/** Length of a dash and the gap behind it, in drawing units. */
const dash = 10;

/** What training drops now and then is drawn so: of each dash as much as the share that is kept. */
const dashesOf = ({ kept }: SceneEdge): string | null =>
  kept < 1 ? `${(dash * kept).toFixed(2)} ${(dash * (1 - kept)).toFixed(2)}` : null;

function writeTexts(element: SVGGElement, edge: SceneEdge): void {
  const group = select(element);
  group.select('.rx-edge').attr('stroke-dasharray', dashesOf(edge));
  for (const [name, text] of [
    ['rx-edge-label', edge.label],
    ['rx-edge-note', edge.note],
  ] as const) {
    group
      .selectAll<SVGTextElement, EdgeText>(`.${name}`)
      .data(text ? [text] : [])
      .join((enter) => enter.append('text').attr('class', `rx-shape ${name}`))
      .attr('x', (d) => d.x)
      .attr('y', (d) => d.y)
      .text((d) => d.text);
  }
}

const commandsOf = (path: string): string => path.replace(/[-\d.,\s]+/g, '');

/** Brings a drawn edge to a new course; lines of the same form bend over, others are set. */
function moveEdge(element: SVGGElement, before: SceneEdge, edge: SceneEdge, duration: number): void {
  if (before.path !== edge.path) {
    const same = commandsOf(before.path) === commandsOf(edge.path);
    const line = select(element).select<SVGPathElement>('.rx-edge').attr('data-kind', edge.kind);
    const arrow = select(element)
      .select<SVGPathElement>('.rx-arrow')
      .attr('visibility', edge.arrow ? null : 'hidden')
      .attr('data-kind', edge.kind);
    if (duration > 0 && same) {
      line.transition('move').duration(duration).attr('d', edge.path);
      arrow.transition('move').duration(duration).attr('transform', arrowTransform(edge));
    } else {
      line.interrupt('move').attr('d', edge.path);
      arrow.interrupt('move').attr('transform', arrowTransform(edge));
    }
  }
  writeTexts(element, edge);
}

/** The lines in sight by key; `moving` milliseconds, 0 for no motion. */
export function joinEdges(
  layer: Selection<SVGGElement, unknown, null, undefined>,
  list: readonly SceneEdge[],
  moving: number,
  faded: ReadonlySet<string>,
): void {
  const courses = new Map<Element, SceneEdge>();
  layer
    .selectAll<SVGGElement, SceneEdge>(':scope > g:not(.rx-gone)')
    .each(function (edge) {
      courses.set(this, edge);
    })
    .data(list, (edge) => edge.key)
    .join(
      (enter) => {
        const group = enter.append('g').each(function (edge) {
          drawEdge(this, edge);
        });
        if (moving > 0) {
          group
            .style('opacity', 0)
            .transition('fade')
            .delay(moving * 0.4)
            .duration(moving * 0.6)
            .style('opacity', 1)
            .on('end', function () {
              this.style.removeProperty('opacity');
            });
        }
        return group;
      },
      (update) =>
        update.each(function (edge) {
          const before = courses.get(this);
          if (before && before !== edge) moveEdge(this, before, edge, moving);
        }),
      (exit) => exit.remove(),
    )
    .classed('rx-faded', ({ source, target }) => faded.has(source) || faded.has(target));
}
