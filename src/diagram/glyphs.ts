import type { Selection } from 'd3';
import type { TensorBox } from '../layout/index.ts';
import type { BlockShortcut } from '../layout/types.ts';

// biome-ignore format: one type, one line
export type Group<D> = Selection<SVGGElement, D, SVGElement | null, unknown>;

/** Blocks of several paths in 16 by 10. */
const manyPaths: { readonly [K in BlockShortcut]?: string } = {
  dual: 'M0,1.5H16M0,9H16M3,9L6,5.2H10L13,1.5M10,5.2L13,9',
  appended: 'M0,9H16M0,6H11M0,3H6M6,9V3M11,9V6M16,9V9',
  merged: 'M0,1.5H16M0,9H16M2,1.5L8,5.2L14,1.5M2,9L8,5.2L14,9',
  apart: 'M0,1.5H5M11,1.5H16M0,9H5M11,9H16M5,0V3H11V0ZM5,7.5V10.5H11V7.5Z',
  branches: 'M0,5.2H2M2,1.5H14M2,5.2H14M2,9H14M2,1.5V9M14,1.5V9M14,5.2H16',
  added: 'M0,5.2H2Q2,1.5 5,1.5H11Q14,1.5 14,5.2H16M2,5.2Q2,9 5,9H11Q14,9 14,5.2',
  transition: 'M0,5.2H3M3,0.5L12,3.2V7.2L3,9.9ZM12,5.2H16',
  columns: 'M0,5.2H2M2,1.5H14M2,9H14M2,1.5V9M14,1.5V9M8,7.5V10.5M14,5.2H16',
};

/**
 * A block in 16 by 10: a line with an arc over it; a projection has a box on the arc, zeros a broken arc, and a plain
 * block a box on the line alone. Two paths that are joined part and meet again.
 */
export function shortcutGlyph<D>(
  group: Group<D>,
  kind: BlockShortcut,
  scale: number,
  className: string,
): void {
  const glyph = group.append('g').attr('class', className).attr('transform', `scale(${scale})`);
  const paths = manyPaths[kind];
  if (paths !== undefined) {
    glyph.append('path').attr('d', paths).attr('vector-effect', 'non-scaling-stroke');
    return;
  }
  if (kind === 'joined' || kind === 'split') {
    forkGlyph(glyph as unknown as Group<D>, kind === 'joined');
    return;
  }
  glyph.append('path').attr('d', 'M0,9H16').attr('vector-effect', 'non-scaling-stroke');
  if (kind !== 'none') {
    glyph
      .append('path')
      .attr('d', 'M2,9V5Q2,2 5,2H11Q14,2 14,5V9')
      .attr('stroke-dasharray', kind === 'zeroPad' ? '2.5 2' : null)
      .attr('vector-effect', 'non-scaling-stroke');
  }
  if (kind === 'projection' || kind === 'none') {
    glyph
      .append('rect')
      .attr('class', 'rx-solid')
      .attr('x', 5.5)
      .attr('y', kind === 'none' ? 6.5 : -0.5)
      .attr('width', 5)
      .attr('height', 5)
      .attr('rx', 1);
  }
}

/** Two lines from one and back, with a box on the lower, or on both. */
function forkGlyph<D>(glyph: Group<D>, both: boolean): void {
  glyph
    .append('path')
    .attr('d', 'M0,6C3,6 2,2 5,2H11C14,2 13,6 16,6M0,6C3,6 2,9 5,9H11C14,9 13,6 16,6')
    .attr('vector-effect', 'non-scaling-stroke');
  for (const y of both ? [-0.5, 6.5] : [6.5]) {
    glyph
      .append('rect')
      .attr('class', 'rx-solid')
      .attr('x', 5.5)
      .attr('y', y)
      .attr('width', 5)
      .attr('height', 5)
      .attr('rx', 1);
  }
}

/** Gates: channels let through more or less. */
export function gateGlyph<D>(group: Group<D>): void {
  const bars = [12, 5, 9, 3, 11];
  group
    .append('path')
    .attr('class', 'rx-bars')
    .attr('d', bars.map((height, index) => `M${index * 4},14v${-height}h2.5v${height}z`).join(''));
}

/** The tensor as a box in oblique projection: front face channels by height, depth to the upper right. */
export function tensorPaths({ channels, height, depth }: TensorBox): {
  front: string;
  top: string;
  side: string;
  rise: number;
} {
  const dx = depth * 0.5;
  const dy = depth * 0.32;
  const at = (x: number, y: number): string => `${x.toFixed(1)},${y.toFixed(1)}`;
  return {
    rise: dy,
    front: `M0,${dy}h${channels}v${height}h${-channels}z`,
    top: `M${at(0, dy)}L${at(dx, 0)}L${at(dx + channels, 0)}L${at(channels, dy)}z`,
    side: `M${at(channels, dy)}L${at(channels + dx, 0)}L${at(channels + dx, height)}L${at(channels, dy + height)}z`,
  };
}

/** Opens to the right when closed, points down when open. */
export const chevron = (open: boolean): string => (open ? 'M-4,-2L0,2L4,-2' : 'M-2,-4L2,0L-2,4');
