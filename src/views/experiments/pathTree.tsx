import { type PointerEvent, useState } from 'react';
import { t } from '../../text/index.ts';
import { lengthOfLeaf, unrolledTree } from './paths.ts';
import './unrolled.css';

const width = 300;
const ends = 44;

/**
 * n blocks unrolled into their 2^n paths: at every block the way parts, straight on (the identity) or through a copy of
 * the block's branch. Pointing at a path follows it back to the input.
 */
export function PathTree({ blocks }: { readonly blocks: readonly string[] }) {
  const n = blocks.length;
  const leaves = 2 ** n;
  const row = n > 5 ? 7.5 : n > 4 ? 10 : n > 3 ? 14 : 20;
  const height = leaves * row;
  const [leaf, setLeaf] = useState<number | null>(null);
  const step = (width - ends - 14) / n;
  const x = (level: number): number => 10 + level * step;
  /** The middle of the leaves behind a place. */
  const y = (level: number, at: number): number => (at + 0.5) * (height / 2 ** level);
  const onPath = (level: number, to: number): boolean => leaf !== null && leaf >> (n - level - 1) === to;
  const edges = unrolledTree(n);
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = Math.floor(((event.clientY - box.top) / box.height) * leaves);
    setLeaf(Math.min(leaves - 1, Math.max(0, at)));
  };
  const side = Math.min(11, row * 0.8);
  return (
    <figure className="try-tree">
      <div className="try-tree-names" aria-hidden="true">
        {blocks.map((name, at) => (
          <span key={name} style={{ left: `${((x(at) + step * 0.62) / width) * 100}%` }}>
            {name}
          </span>
        ))}
      </div>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t('try.paths.tree', { count: n, paths: leaves })}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setLeaf(null)}
      >
        {edges.map(({ level, from, to, through }) => {
          const [x0, y0, x1, y1] = [x(level), y(level, from), x(level + 1), y(level + 1, to)];
          const bend = x0 + step * 0.35;
          const lit = onPath(level, to);
          return (
            <g key={`${level} ${to}`} className={lit ? 'try-lit' : undefined}>
              <path
                className={through ? 'try-through' : 'try-around'}
                d={`M${x0},${y0}C${bend},${y0} ${x0 + step * 0.15},${y1} ${x0 + step * 0.5},${y1}H${x1}`}
              />
              {through ? (
                <rect
                  className="try-branch"
                  x={x0 + step * 0.62 - side / 2}
                  y={y1 - side / 2}
                  width={side}
                  height={side}
                  rx={side / 5}
                />
              ) : null}
            </g>
          );
        })}
        {Array.from({ length: leaves }, (_, at) => at).map((at) => (
          <g key={at} className={at === leaf ? 'try-lit' : undefined}>
            <path className="try-around" d={`M${x(n)},${y(n, at)}L${width - ends + 26},${height / 2}`} />
            {row >= 14 || at === leaf ? (
              <text x={width - 6} y={y(n, at) + 3.5} textAnchor="end">
                {lengthOfLeaf(at)}
              </text>
            ) : null}
          </g>
        ))}
        <circle className="try-sum" cx={width - ends + 26} cy={height / 2} r="6" />
        <text className="try-plus" x={width - ends + 26} y={height / 2 + 3.6} textAnchor="middle">
          +
        </text>
      </svg>
      <figcaption aria-live="polite">
        {leaf === null
          ? t('try.paths.tree.caption')
          : t('try.paths.tree.leaf', { count: lengthOfLeaf(leaf), of: n })}
      </figcaption>
    </figure>
  );
}
