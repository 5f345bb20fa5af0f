import { describe, expect, it } from 'vitest';
import { placeTracks, type TrackNode } from './tracks.ts';

const node = (id: string, lane: number, track = true, width = 40, height = 30): TrackNode => ({
  id,
  width,
  height,
  lane,
  track,
  room: 10,
});
const edge = (source: string, target: string) => ({ source, target });
const centre = (tracks: ReturnType<typeof placeTracks>, id: string, height = 30): number =>
  (tracks.at.get(id)?.y ?? Number.NaN) + height / 2;

describe('tracks', () => {
  const nodes = [
    node('in', 0.5, false, 2, 2),
    node('a', 0),
    node('b', 1),
    node('b2', 1),
    node('join', 0.5, false),
  ];
  const edges = [edge('in', 'a'), edge('in', 'b'), edge('b', 'b2'), edge('a', 'join'), edge('b2', 'join')];
  const tracks = placeTracks(nodes, edges);

  it('are straight, and what joins them lies between', () => {
    expect(centre(tracks, 'b')).toBe(centre(tracks, 'b2'));
    expect(centre(tracks, 'join')).toBe((centre(tracks, 'a') + centre(tracks, 'b')) / 2);
    expect(centre(tracks, 'in', 2)).toBe(centre(tracks, 'join'));
  });

  it('put what reads behind what is read', () => {
    for (const { source, target } of edges) {
      const [from, to] = [tracks.at.get(source)?.x ?? 0, tracks.at.get(target)?.x ?? 0];
      expect(to).toBeGreaterThan(from);
    }
  });

  it('turn lines between columns only', () => {
    for (const points of tracks.ways.values()) {
      points.slice(1).forEach(([x, y], at) => {
        const [beforeX, beforeY] = points[at] ?? [0, 0];
        if (y === beforeY) return;
        expect(x).toBe(beforeX);
        const hit = nodes.filter(({ id, width }) => {
          const left = tracks.at.get(id)?.x ?? 0;
          return x > left && x < left + width;
        });
        expect(hit).toEqual([]);
      });
    }
  });

  it('lead a line around a box that stands on its way', () => {
    const blocked = placeTracks(
      [node('in', 0, false, 2, 2), node('a', 0), node('b', 0)],
      [edge('in', 'a'), edge('a', 'b'), edge('in', 'b')],
    );
    const way = blocked.ways.get('in>b') ?? [];
    const box = blocked.at.get('a') ?? { x: 0, y: 0 };
    const levels = way.slice(1).filter(([, y], at) => y === way[at]?.[1]);
    const over = levels.filter(([x, y]) => x > box.x && y > box.y && y < box.y + 30);
    expect(way).toHaveLength(6);
    expect(over.length).toBeLessThanOrEqual(1);
  });

  it('set boxes of one track one behind the other, even where they read the same', () => {
    const same = placeTracks(
      [node('in', 0, false, 2, 2), node('a', 0), node('b', 0)],
      [edge('in', 'a'), edge('in', 'b')],
    );
    expect(same.at.get('b')?.x).toBeGreaterThan((same.at.get('a')?.x ?? 0) + 40);
  });
});
