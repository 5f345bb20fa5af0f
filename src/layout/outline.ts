import type { Interior } from './interior.ts';
import type { FrameBox, Tone } from './types.ts';

/** The boxes of an interior as one path per tone, moved by `dx`, `dy`. */
export function outlineOf(interior: Interior, dx: number, dy: number): FrameBox['outline'] {
  const paths = new Map<Tone, string>();
  for (const box of interior.boxes) {
    if (box.kind === 'frame' || box.kind === 'pill') continue;
    const path = `M${box.x + dx},${box.y + dy}h${box.width}v${box.height}h${-box.width}z`;
    paths.set(box.tone, (paths.get(box.tone) ?? '') + path);
  }
  return [...paths].map(([tone, path]) => ({ tone, path }));
}
