import type { Selection } from 'd3';
import { boxOf, type Place, placeOf, type Scene } from '../layout/index.ts';

type Layer = Selection<SVGGElement, unknown, null, undefined>;

interface Mark {
  readonly name: string;
  readonly place: Place;
  readonly gap: number;
  /** The selected thing itself is not drawn: this is what it is hidden in. */
  readonly hidden: boolean;
  /** Around a frame of a block, whose badges must stay in front. */
  readonly behind: boolean;
}

const isFrame = (place: Place): boolean => 'of' in place && place.of === 'block' && 'port' in place;

/** Around what is selected, dashed where it is hidden in a closed box; and where the keyboard is. */
export function drawRings(
  back: Layer,
  front: Layer,
  {
    scene,
    selection,
    cursor,
  }: { readonly scene: Scene; readonly selection: string | null; readonly cursor: string | null },
  moving: number,
): void {
  const marks: Mark[] = [];
  const add = (name: string, place: Place | null, gap: number, hidden: boolean): void => {
    if (place) marks.push({ name, place, gap, hidden, behind: isFrame(place) });
  };
  const atCursor = scene.boxes.find((box) => box.key === cursor);
  if (cursor !== null) add('rx-cursor', atCursor ?? placeOf(scene, cursor), 6, false);
  if (selection !== null) {
    const box = boxOf(scene, selection);
    const itself = !box || box.id === selection || (box.kind === 'card' && box.regions.includes(selection));
    add('rx-ring', placeOf(scene, selection), 3.5, !itself);
  }
  drawMarks(
    back,
    marks.filter(({ behind }) => behind),
    moving,
  );
  drawMarks(
    front,
    marks.filter(({ behind }) => !behind),
    moving,
  );
}

function drawMarks(layer: Layer, marks: readonly Mark[], moving: number): void {
  const joined = layer
    .selectAll<SVGRectElement, Mark>('rect')
    .data(marks, (mark) => mark.name)
    .join('rect')
    .attr('class', (mark) => mark.name)
    .attr('data-hidden', (mark) => String(mark.hidden))
    .attr('rx', 10);
  const target = moving > 0 ? joined.transition('move').duration(moving) : joined.interrupt('move');
  (target as typeof joined)
    .attr('x', ({ place, gap }) => place.x - gap)
    .attr('y', ({ place, gap }) => place.y - gap)
    .attr('width', ({ place, gap }) => place.width + 2 * gap)
    .attr('height', ({ place, gap }) => place.height + 2 * gap);
}
