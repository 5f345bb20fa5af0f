import type { Inner, InnerBox } from './innerBoxes.ts';
import { insideTop, metrics } from './metrics.ts';
import { movePath } from './route.ts';
import type { FrameBox, SceneEdge, Tone } from './types.ts';

/** Boxes as one path per tone and lines as one path, in the coordinates of the frame around them. */
export function outlineOf(
  boxes: readonly Inner<InnerBox>[],
  edges: readonly Pick<SceneEdge, 'path'>[],
): Pick<FrameBox, 'outline' | 'lines'> {
  const { padX } = metrics.frame;
  const paths = new Map<Tone, string>();
  for (const box of boxes) {
    if (box.kind === 'frame' || box.kind === 'pill') continue;
    const path = `M${box.x + padX},${box.y + insideTop}h${box.width}v${box.height}h${-box.width}z`;
    paths.set(box.tone, (paths.get(box.tone) ?? '') + path);
  }
  return {
    outline: [...paths].map(([tone, path]) => ({ tone, path })),
    lines: edges.map((edge) => movePath(edge.path, padX, insideTop)).join(''),
  };
}
