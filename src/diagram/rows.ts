import { select, type Selection } from 'd3';
import type { Scene, SceneRow } from '../layout/index.ts';
import { t } from '../text/index.ts';
import { chevron, tensorPaths } from './glyphs.ts';

/** Beyond any zoomed-out screen. */
const far = 60_000;
const left = 18;

/** Row lines, and what is written at the left of each row. Few enough to be drawn always and in full. */
export function drawRows(
  layer: Selection<SVGGElement, unknown, null, undefined>,
  scene: Scene,
  selected: string | null,
  cursor: string | null,
): void {
  layer
    .selectAll<SVGLineElement, SceneRow>('line')
    .data(scene.rows.slice(0, -1), (row) => row.key)
    .join((enter) => enter.append('line').attr('class', 'rx-row-line').attr('x1', -far).attr('x2', far))
    .attr('y1', (row) => row.y + row.height)
    .attr('y2', (row) => row.y + row.height);
  layer
    .selectAll<SVGGElement, SceneRow>('g.rx-row')
    .data(scene.rows, (row) => row.key)
    .join((enter) => {
      const group = enter.append('g').attr('class', 'rx-row').attr('role', 'treeitem').attr('aria-level', 1);
      group.append('rect').attr('class', 'rx-hit').attr('x', 4);
      const fold = group.append('g').attr('class', 'rx-toggle').attr('data-action', 'collapse');
      fold
        .append('rect')
        .attr('class', 'rx-hit')
        .attr('x', -9)
        .attr('y', -12)
        .attr('width', 22)
        .attr('height', 24);
      fold.append('path').attr('class', 'rx-chevron');
      fold.append('title');
      group
        .append('text')
        .attr('class', 'rx-row-title')
        .attr('x', left + 8);
      group
        .append('text')
        .attr('class', 'rx-row-shape')
        .attr('x', left - 6);
      group.append('g').attr('class', 'rx-tensor');
      return group;
    })
    .attr('data-key', (row) => row.key)
    .attr('tabindex', (row) => (row.key === cursor ? 0 : -1))
    .attr('aria-label', (row) => row.label)
    .attr('aria-expanded', (row) => String(!row.collapsed))
    .attr('aria-selected', (row) => String(row.region === selected))
    .each(function (row) {
      const group = select(this);
      // Title, shape and tensor stand around the line of the data, like a word in the margin.
      const tensor = row.tensor ? tensorPaths(row.tensor) : null;
      const tensorHeight = row.tensor && tensor ? row.tensor.height + tensor.rise : 0;
      const total = 30 + (tensorHeight > 0 ? tensorHeight + 8 : 0);
      const top = Math.max(row.y + 10, Math.min(row.lane - total / 2, row.y + row.height - total - 8));
      group
        .select('.rx-hit')
        .attr('y', row.y + 4)
        .attr('width', scene.gutter - 28)
        .attr('height', row.height - 8);
      group.select('.rx-toggle').attr('transform', `translate(${left},${top + 8})`);
      group.select('.rx-toggle .rx-chevron').attr('d', chevron(!row.collapsed));
      group.select('.rx-toggle title').text(t(row.collapsed ? 'graph.openBlock' : 'graph.closeBlock'));
      group
        .select('.rx-row-title')
        .attr('y', top + 12)
        .text(row.title);
      group
        .select('.rx-row-shape')
        .attr('y', top + 28)
        .text(row.shapeText);
      const box = group.select('.rx-tensor').attr('transform', `translate(${left - 6},${top + 38})`);
      const faces = row.tensor && tensor ? [tensor.top, tensor.side, tensor.front] : [];
      box
        .selectAll<SVGPathElement, string>('path')
        .data(faces)
        .join('path')
        .attr('class', (_, index) => (index === 2 ? 'rx-front' : null))
        .attr('d', (path) => path);
    });
}
