import { select } from 'd3';
import type { Scene, SceneRow } from '../layout/index.ts';
import type { Size } from './camera.ts';
import { detailAt, type View } from './types.ts';

export interface RowNames {
  draw(scene: Scene): void;
  follow(view: View, size: Size): void;
}

const height = 22;
/** Rows lower than this on the screen have no room for a name. */
const leastRow = 13;
/** Between what is written in the margin of the drawing and its content. */
const marginGap = 24;

/** Names of the rows at the left edge while the margin that has them is out of sight or too small to read. */
export function createRowNames(root: HTMLElement): RowNames {
  const host = select(root).append('div').attr('class', 'rx-names').attr('aria-hidden', 'true');
  let rows: readonly SceneRow[] = [];
  let marginEnd = 0;
  return {
    draw(scene) {
      rows = scene.rows;
      marginEnd = scene.gutter - marginGap;
      host
        .selectAll<HTMLDivElement, SceneRow>('div')
        .data(rows, (row) => row.key)
        .join((enter) => {
          const name = enter.append('div').attr('class', 'rx-name');
          name.append('b');
          name.append('span');
          return name;
        })
        .each(function (row) {
          select(this).select('b').text(row.title);
          select(this).select('span').text(row.shapeText);
        });
    },
    follow(view, size) {
      const away = view.x + marginEnd * view.k < 60 || detailAt(view.k) < 2;
      const roomy = rows.every((row) => row.height * view.k >= leastRow);
      let used = -Infinity;
      host.selectAll<HTMLDivElement, SceneRow>('div').each(function (row) {
        const top = view.y + row.y * view.k;
        const bottom = top + row.height * view.k;
        const at = Math.max(used, Math.min(Math.max(top + 3, 6), bottom - height - 3), top - 4);
        const inSight = away && roomy && bottom > 8 && top < size.height - 8;
        this.style.visibility = inSight ? 'visible' : 'hidden';
        if (!inSight) return;
        used = at + height;
        this.style.transform = `translateY(${Math.round(at)}px)`;
      });
    },
  };
}
