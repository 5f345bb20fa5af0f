/**
 * The drawing as a tree for those who hear it. What is painted over what sets the order of elements in the document,
 * so the tree is told apart from it: rows and frames own what stands in them, in reading order.
 */
import { select } from 'd3';
import type { Scene, SceneBox } from '../layout/index.ts';

/** Where a box stands in the tree: how deep, and as which of how many. */
export interface Rank {
  readonly level: number;
  readonly position: number;
  readonly count: number;
}

export interface Reading {
  /** Boxes by the key of the row or the frame that they stand in, in reading order. */
  readonly children: ReadonlyMap<string, readonly SceneBox[]>;
  readonly rank: ReadonlyMap<string, Rank>;
}

const readings = new WeakMap<Scene, Reading>();

/** The tree of a scene, made once. */
export function readingOf(scene: Scene): Reading {
  const known = readings.get(scene);
  if (known) return known;
  const children = new Map<string, SceneBox[]>();
  const order = new Map(scene.boxes.map((box, index) => [box.key, index]));
  for (const box of scene.boxes) {
    const around = box.parent ?? scene.rows[box.row]?.key ?? '';
    children.set(around, [...(children.get(around) ?? []), box]);
  }
  // A frame of gates lies behind all lines of its block; it is read where the first of its operations comes.
  const comes = (box: SceneBox): number => {
    const first = box.kind === 'frame' && box.of === 'attention' ? children.get(box.key)?.[0] : undefined;
    return order.get((first ?? box).key) ?? 0;
  };
  for (const list of children.values()) list.sort((a, b) => comes(a) - comes(b));
  const rank = new Map<string, Rank>();
  const visit = (key: string, level: number): void => {
    const list = children.get(key) ?? [];
    list.forEach((box, index) => {
      rank.set(box.key, { level, position: index + 1, count: list.length });
      visit(box.key, level + 1);
    });
  };
  for (const row of scene.rows) visit(row.key, 2);
  const reading = { children, rank };
  readings.set(scene, reading);
  return reading;
}

/** The element of a key in the drawing whose ids start with `prefix`. */
export const idFor = (prefix: string, key: string): string => `${prefix}${key}`;

/** Lets an element own, as a group, those of its children in the tree that are drawn. */
export function own(element: Element, ids: readonly string[]): void {
  const group = element.querySelector(':scope > [role="group"]');
  const owned = ids.join(' ');
  if (owned === '') group?.remove();
  else if (!group) select(element).append('g').attr('role', 'group').attr('aria-owns', owned);
  else if (group.getAttribute('aria-owns') !== owned) group.setAttribute('aria-owns', owned);
}
