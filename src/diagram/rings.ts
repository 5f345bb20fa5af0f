import type { Selection } from 'd3';
import { boxOf, placeOf, type Scene } from '../layout/index.ts';

/** Around what is selected; dashed where the selected thing is hidden in a closed box. And where the keyboard is. */
export function drawRings(
  layer: Selection<SVGGElement, unknown, null, undefined>,
  {
    scene,
    selection,
    cursor,
  }: { readonly scene: Scene; readonly selection: string | null; readonly cursor: string | null },
  moving: number,
): void {
  const chosen = selection === null ? null : boxOf(scene, selection);
  const hidden =
    chosen !== null &&
    chosen.id !== selection &&
    !(chosen.kind === 'card' && chosen.regions.includes(selection ?? ''));
  const ring = selection === null ? null : placeOf(scene, selection);
  const here =
    cursor === null ? null : (scene.boxes.find((box) => box.key === cursor) ?? placeOf(scene, cursor));
  const marks = [
    ...(here ? [{ className: 'rx-cursor', hidden: false, rect: here, gap: 6 }] : []),
    ...(ring ? [{ className: 'rx-ring', hidden, rect: ring, gap: 3.5 }] : []),
  ];
  const joined = layer
    .selectAll<SVGRectElement, (typeof marks)[number]>('rect')
    .data(marks, (mark) => mark.className)
    .join('rect')
    .attr('class', (mark) => mark.className)
    .attr('data-hidden', (mark) => String(mark.hidden))
    .attr('rx', 10);
  const target = moving > 0 ? joined.transition('move').duration(moving) : joined.interrupt('move');
  (target as typeof joined)
    .attr('x', (mark) => mark.rect.x - mark.gap)
    .attr('y', (mark) => mark.rect.y - mark.gap)
    .attr('width', (mark) => mark.rect.width + 2 * mark.gap)
    .attr('height', (mark) => mark.rect.height + 2 * mark.gap);
}
