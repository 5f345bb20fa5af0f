import { t } from '../../text/index.ts';
import './formDrawing.css';

export const forms = ['sum', 'concat', 'grouped'] as const;
export type Form = (typeof forms)[number];

interface FormDrawingProps {
  readonly form: Form;
  readonly groups: number;
  /** Channels of the block's input, of one path, and of the output. */
  readonly input: number;
  readonly path: number;
  readonly output: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly title: string;
  readonly detail: string;
  readonly tall?: boolean;
}

const size = { width: 52, height: 19, tall: 82 };
const columns = [28, 92, 156, 220] as const;
/** The first paths, and the last behind a gap. */
const rows = [14, 36, 80] as const;
const middle = 47;
const end = 298;

const link = (from: { x: number; y: number }, to: { x: number; y: number }): string =>
  `M${from.x},${from.y}C${(from.x + to.x) / 2},${from.y} ${(from.x + to.x) / 2},${to.y} ${to.x},${to.y}`;

/** One form of the block's branch as a picture: some of its paths, and where they meet. */
export function FormDrawing({ form, groups, input, path, output }: FormDrawingProps) {
  const { boxes, links } = layoutOf({ form, groups, input, path, output });
  return (
    <svg
      className="try-form"
      viewBox="0 0 316 94"
      role="img"
      aria-label={t(`try.forms.${form}.label`, { groups, path, width: groups * path, output })}
    >
      {links.map((d) => (
        <path key={d} d={d} className="try-form-line" />
      ))}
      {boxes.map(({ x, y, title, detail, tall }) => {
        const height = tall ? size.tall : size.height;
        return (
          <g key={`${x} ${y}`} transform={`translate(${x},${y - height / 2})`}>
            <rect width={size.width} height={height} rx="4" className="try-form-box" />
            <text x={size.width / 2} y={height / 2 + (tall ? -2 : 3.2)} className="try-form-title">
              {tall ? title : `${title} · ${detail}`}
            </text>
            {tall ? (
              <text x={size.width / 2} y={height / 2 + 9} className="try-form-title">
                {detail}
              </text>
            ) : null}
          </g>
        );
      })}
      {form === 'grouped' ? null : (
        <text x={columns[0] + size.width / 2} y="63" className="try-form-title">
          ⋮ {groups}
        </text>
      )}
      <circle cx={end} cy={middle} r="7" className="try-form-join" />
      <path d={`M${end - 4},${middle}h8M${end},${middle - 4}v8`} className="try-form-sign" />
    </svg>
  );
}

function layoutOf({ form, groups, path, output }: FormDrawingProps): {
  boxes: readonly Box[];
  links: readonly string[];
} {
  const boxes: Box[] = [];
  const links: string[] = [];
  const start = { x: 6, y: middle };
  const right = (column: number): number => (columns[column] ?? 0) + size.width;
  if (form === 'grouped') {
    const width = groups * path;
    boxes.push(
      { x: columns[0], y: middle, title: '1×1', detail: String(width), tall: true },
      { x: columns[1], y: middle, title: '3×3', detail: `${width} · g${groups}`, tall: true },
      { x: columns[2] + 32, y: middle, title: '1×1', detail: String(output), tall: true },
    );
    links.push(
      link(start, { x: columns[0], y: middle }),
      link({ x: right(0), y: middle }, { x: columns[1], y: middle }),
      link({ x: right(1), y: middle }, { x: columns[2] + 32, y: middle }),
      link({ x: right(2) + 32, y: middle }, { x: end - 7, y: middle }),
    );
    return { boxes, links };
  }
  for (const y of rows) {
    boxes.push({ x: columns[0], y, title: '1×1', detail: String(path) });
    boxes.push({ x: columns[1], y, title: '3×3', detail: String(path) });
    links.push(link(start, { x: columns[0], y }), link({ x: right(0), y }, { x: columns[1], y }));
    if (form === 'sum') {
      boxes.push({ x: columns[2] + 20, y, title: '1×1', detail: String(output) });
      links.push(link({ x: right(1), y }, { x: columns[2] + 20, y }));
      links.push(link({ x: right(2) + 20, y }, { x: end - 7, y: middle }));
    } else links.push(link({ x: right(1), y }, { x: columns[2], y }));
  }
  if (form === 'concat') {
    boxes.push(
      { x: columns[2], y: middle, title: t('try.forms.join'), detail: String(groups * path), tall: true },
      { x: columns[3], y: middle, title: '1×1', detail: String(output), tall: true },
    );
    links.push(
      link({ x: right(2), y: middle }, { x: columns[3], y: middle }),
      link({ x: right(3), y: middle }, { x: end - 7, y: middle }),
    );
  }
  return { boxes, links };
}
