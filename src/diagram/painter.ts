/** Scene to SVG by keyed joins: only what is in sight, as much of it as can be read. */
import { easeCubicOut, select, type Selection } from 'd3';
import { required } from '../base/invariant.ts';
import { boxOf, type Scene, type SceneBox, type SceneEdge } from '../layout/index.ts';
import { t } from '../text/index.ts';
import { type Brush, drawBox } from './boxes.ts';
import { joinEdges } from './edges.ts';
import { idFor, own, readingOf } from './reading.ts';
import { drawRings } from './rings.ts';
import { drawRows } from './rows.ts';
import type { Detail } from './types.ts';

/** In scene coordinates. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Picture {
  readonly scene: Scene;
  readonly sight: Rect;
  readonly detail: Detail;
  readonly selection: string | null;
  /** Keys of boxes with something changed in them. */
  readonly changed: ReadonlySet<string>;
  /** Nodes and blocks that are taken out for now. */
  readonly faded: ReadonlySet<string>;
  /** Where the keyboard stands: always drawn. */
  readonly cursor: string | null;
  readonly picture: Brush['picture'];
  /** Milliseconds; 0 for no motion. */
  readonly motion: number;
}

type Layer = Selection<SVGGElement, unknown, null, undefined>;
const expandable = (box: SceneBox): boolean =>
  box.kind === 'card' || box.kind === 'frame' || box.kind === 'gate';
const nameOf = (box: SceneBox): string => `${box.kind}:${box.key}`;
/** More moving things than these are set, not moved. */
const mostMoving = 260;

export interface Painter {
  paint(picture: Picture): void;
  element(key: string): SVGGElement | null;
}

interface Drawn {
  face: string;
}

let painters = 0;

export function createPainter(canvas: SVGGElement): Painter {
  painters += 1;
  const prefix = `rx-${painters}-`;
  const layer = (name: string, hidden = false): Layer => {
    // Without a role, Chromium takes a layer for the parent that an item of a tree must not have.
    const made = select(canvas).append('g').attr('class', name).attr('role', 'none');
    if (hidden) made.attr('aria-hidden', 'true');
    return made;
  };
  const rows = layer('rx-rows');
  const backRing = layer('rx-back-ring', true);
  const frames = layer('rx-frames');
  const rings = layer('rx-rings', true);
  const edges = layer('rx-edges', true);
  const boxes = layer('rx-boxes');
  const drawn = new WeakMap<Element, Drawn>();
  let last: Scene | null = null;

  function paint(picture: Picture): void {
    const { scene, detail } = picture;
    const before = last;
    last = scene;
    const fresh = scene !== before;
    const inSight = scene.boxes.filter((box) => shows(box, picture));
    const linesInSight = scene.edges.filter(
      (edge) => (detail >= 2 || edge.parent === null) && meets(edge.bounds, picture.sight),
    );
    const moving = fresh && before !== null && inSight.length <= mostMoving ? picture.motion : 0;
    drawRows(rows, scene, picture.selection, picture.cursor);
    const brush: Brush = { detail, picture: picture.picture };
    const join = (target: Layer, list: readonly SceneBox[]): void =>
      joinBoxes(target, list, picture, brush, moving, before, drawn, prefix);
    join(
      frames,
      inSight.filter((box) => box.kind === 'frame'),
    );
    join(
      boxes,
      inSight.filter((box) => box.kind !== 'frame'),
    );
    joinEdges(edges, linesInSight, moving, picture.faded);
    drawRings(backRing, rings, picture, moving);
    const present = new Set(inSight);
    const { children } = readingOf(scene);
    for (const owner of canvas.querySelectorAll<SVGGElement>('.rx-row, [data-kind="frame"]:not(.rx-gone)')) {
      const inside = children.get(owner.dataset['key'] ?? '') ?? [];
      own(
        owner,
        inside.filter((box) => present.has(box)).map((box) => idFor(prefix, box.key)),
      );
    }
  }

  const element = (key: string): SVGGElement | null =>
    canvas.querySelector<SVGGElement>(`[data-key="${CSS.escape(key)}"]:not(.rx-gone)`);

  return { paint, element };
}

const meets = ([left, top, right, bottom]: SceneEdge['bounds'], sight: Rect): boolean =>
  left <= sight.right && right >= sight.left && top <= sight.bottom && bottom >= sight.top;

function shows(box: SceneBox, { sight, detail, cursor, selection }: Picture): boolean {
  if (box.key === cursor || box.id === selection) return true;
  if (detail < 2 && box.parent !== null) return false;
  return meets([box.x, box.y, box.x + box.width, box.y + box.height], sight);
}

/** Whatever the look of a box depends on: an element is filled anew when this changes, and only then. */
function faceOf(box: SceneBox, brush: Brush): string {
  const own = box as unknown as Partial<Record<string, unknown>>;
  return JSON.stringify([
    box.title,
    box.width,
    box.height,
    own['stride'],
    own['wiring'],
    own['detail'],
    own['strip'],
    own['place'],
    own['tone'],
    own['shapeText'],
    own['shapeBelow'],
    own['shapeAt'],
    own['down'],
    own['attention'],
    own['shortcut'],
    box.kind === 'card' ? [box.regions.length, box.widths, box.groups, brush.picture(box.picture)] : null,
    box.kind === 'frame' && box.of === 'block' ? [box.port, brush.picture(box.picture)] : null,
    'foldable' in box ? [box.foldable, box.kept] : null,
    box.kind === 'frame' && brush.detail < 2 ? box.outline : null,
  ]);
}

const place = (box: SceneBox): string => `translate(${box.x},${box.y})`;

/** Fits `box` onto the place of another one. */
const onto = (box: SceneBox, other: SceneBox, shrink = 1): string => {
  const k = Math.min(other.width / box.width, other.height / box.height) * shrink;
  const x = other.x + (other.width - box.width * k) / 2;
  const y = other.y + (other.height - box.height * k) / 2;
  return `translate(${x},${y}) scale(${k})`;
};

/**
 * Where a box comes from or goes to: what stood for it in the other scene (its closed block, its frame), else the
 * nearest box of the same row and frame that is not in both, so that one convolution parts into three.
 */
function counterpart(box: SceneBox, other: Scene, here: Scene): SceneBox | null {
  const standIn = boxOf(other, box.id);
  if (standIn) return standIn;
  let best: { box: SceneBox; distance: number } | null = null;
  for (const candidate of other.boxes) {
    if (candidate.parent !== box.parent || candidate.kind !== box.kind || candidate.row !== box.row) continue;
    const distance = Math.abs(candidate.x - box.x) + Math.abs(candidate.y - box.y);
    if (best && distance >= best.distance) continue;
    if (boxOf(here, candidate.id)?.key === candidate.key) continue;
    best = { box: candidate, distance };
  }
  return best?.box ?? null;
}

/** After a motion a box is as if it had been drawn there at once. */
function settle(this: SVGGElement, box: SceneBox): void {
  this.style.removeProperty('opacity');
  this.setAttribute('transform', place(box));
}

function joinBoxes(
  layer: Layer,
  list: readonly SceneBox[],
  picture: Picture,
  brush: Brush,
  moving: number,
  before: Scene | null,
  drawn: WeakMap<Element, Drawn>,
  prefix: string,
): void {
  const start = (box: SceneBox): string => {
    const from = before && counterpart(box, before, picture.scene);
    return from ? onto(box, from, box.kind === 'card' || box.kind === 'frame' ? 1 : 0.8) : place(box);
  };
  layer
    .selectAll<SVGGElement, SceneBox>(':scope > g.rx-box:not(.rx-gone)')
    .data(list, nameOf)
    .join(
      (enter) => {
        const group = enter
          .append('g')
          .attr('class', 'rx-box')
          .attr('role', 'treeitem')
          .attr('id', (box) => idFor(prefix, box.key))
          .attr('data-key', (box) => box.key)
          .attr('tabindex', -1);
        group.each(function (box) {
          drawBox(this, box, brush);
          drawn.set(this, { face: faceOf(box, brush) });
        });
        if (moving > 0) {
          group.attr('transform', start).style('opacity', 0);
          group
            .transition('move')
            .duration(moving)
            .ease(easeCubicOut)
            .attr('transform', place)
            .style('opacity', 1)
            .on('end', settle);
        } else group.attr('transform', place);
        return group;
      },
      (update) => {
        update.each(function (box) {
          const state = drawn.get(this);
          const face = faceOf(box, brush);
          if (state?.face === face) return;
          this.replaceChildren();
          drawBox(this, box, brush);
          drawn.set(this, { face });
        });
        const shifted = update.filter(function (box) {
          return this.getAttribute('transform') !== place(box) && picture.scene !== before;
        });
        if (moving > 0)
          shifted
            .transition('move')
            .duration(moving)
            .ease(easeCubicOut)
            .attr('transform', place)
            .style('opacity', 1)
            .on('end', settle);
        else shifted.interrupt('move').style('opacity', null).attr('transform', place);
        return update;
      },
      (exit) => {
        if (moving === 0) return exit.remove();
        exit
          .classed('rx-gone', true)
          .attr('id', null)
          .attr('aria-hidden', 'true')
          .style('pointer-events', 'none');
        exit
          .transition('move')
          .duration(moving * 0.8)
          .ease(easeCubicOut)
          .style('opacity', 0)
          .attr('transform', (box) => {
            const to = before && counterpart(box, picture.scene, before);
            return to ? onto(box, to) : place(box);
          })
          .remove();
        return exit;
      },
    )
    .classed('rx-changed', (box) => picture.changed.has(box.key))
    .classed('rx-faded', (box) => fadedness(box, picture) === 'whole')
    .classed('rx-part-faded', (box) => fadedness(box, picture) === 'part')
    .each(function (box) {
      describe(this, box, picture);
    });
}

/**
 * Whether a box is taken out; a fold may be in part. The frame of an open block stays as long as one sees what is in it:
 * its shortcut is still there.
 */
function fadedness(box: SceneBox, { faded, detail }: Picture): 'whole' | 'part' | null {
  if (faded.size === 0 || (box.kind === 'frame' && detail >= 2)) return null;
  if (box.kind !== 'card') return faded.has(box.id) || faded.has(box.key) ? 'whole' : null;
  const gone = box.regions.filter((region) => faded.has(region)).length;
  return gone === 0 ? null : gone === box.regions.length ? 'whole' : 'part';
}

function describe(element: SVGGElement, box: SceneBox, picture: Picture): void {
  const { scene, selection, cursor, changed } = picture;
  const set = (name: string, value: string | null): void => {
    if (value === null) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  const words = fadedness(box, picture) ? t('graph.say.faded', { words: box.label }) : box.label;
  set('aria-label', changed.has(box.key) ? t('graph.say.changed', { words }) : words);
  const { level, position, count } = required(readingOf(scene).rank.get(box.key), box.key);
  set('aria-level', String(level));
  // Not all are in the document: how many there are must be said.
  set('aria-posinset', String(position));
  set('aria-setsize', String(count));
  set('aria-selected', String(box.id === selection));
  set('aria-expanded', expandable(box) ? String(box.kind === 'frame') : null);
  set('tabindex', box.key === cursor ? '0' : '-1');
}
