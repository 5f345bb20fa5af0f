import { curveStepAfter, line as lineOf, scaleLinear } from 'd3';
import { type RegNetSpec, regnetWidths, type RegNetWidths } from '../../arch/families/regnet.ts';
import { t } from '../../text/index.ts';

const width = 260;
const height = 168;
const margin = { left: 30, right: 8, top: 8, bottom: 18 };

interface RegNetPictureProps {
  readonly widths: RegNetWidths;
  readonly spec: RegNetSpec;
  /** The published network that is nearest, drawn faintly where it is another one. */
  readonly nearest: RegNetSpec | null;
  readonly name: string;
}

/** One place beyond the last block, so that its step is as long as the others. */
const stepsOf = (values: readonly number[]): [number, number][] => {
  const last = values.at(-1);
  return [...values, ...(last === undefined ? [] : [last])].map((value, at) => [at, value]);
};

/** Widths block by block: the line, the steps that it is rounded to, and the stages that follow. */
export function RegNetPicture({ widths, spec, nearest, name }: RegNetPictureProps) {
  const { line, stages } = widths;
  const steps = stages.flatMap(({ depth, width: channels }) => Array.from({ length: depth }, () => channels));
  const other = nearest === null ? null : regnetWidths(nearest);
  const differs = nearest !== null && other?.line.join() !== line.join();
  const largest = Math.max(...line, ...steps);
  const x = scaleLinear([0, line.length], [margin.left, width - margin.right]);
  const y = scaleLinear([0, largest * 1.06], [height - margin.bottom, margin.top]);
  const drawn = () =>
    lineOf<[number, number]>(
      ([at]) => x(at),
      ([, value]) => y(value),
    );
  const straight = (values: readonly number[]): string =>
    drawn()(values.map((value, at) => [at + 0.5, value])) ?? '';
  const stepped = drawn().curve(curveStepAfter)(stepsOf(steps)) ?? '';
  const within = (other?.line ?? []).slice(0, line.length).filter((value) => value <= largest * 1.06);
  let start = 0;
  const places = stages.map((stage, index) => {
    const from = start;
    start += stage.depth;
    return { ...stage, index, from };
  });
  const words = t('spec.regnet.picture', {
    depth: line.length,
    stages: places.map((stage) => `${stage.depth} × ${stage.width}`).join(', '),
  });
  return (
    <figure className="regnet">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
        {levelsOf(spec, largest).map((level) => (
          <g key={level}>
            <path className="regnet-level" d={`M${margin.left},${y(level)}H${width - margin.right}`} />
          </g>
        ))}
        {y.ticks(4).map((tick) => (
          <text key={tick} className="regnet-tick" x={margin.left - 4} y={y(tick) + 3}>
            {tick}
          </text>
        ))}
        {places.map((stage) => (
          <g key={stage.index}>
            <rect
              className="regnet-stage"
              x={x(stage.from) + 0.75}
              y={y(stage.width)}
              width={Math.max(1, x(stage.from + stage.depth) - x(stage.from) - 1.5)}
              height={y(0) - y(stage.width)}
            />
            <text
              className="regnet-name"
              x={(x(stage.from) + x(stage.from + stage.depth)) / 2}
              y={height - 5}
            >
              {stage.depth}
            </text>
          </g>
        ))}
        {differs ? <path className="regnet-other" d={straight(within)} /> : null}
        <path className="regnet-steps" d={stepped} />
        <path className="regnet-line" d={straight(line)} />
        <path className="regnet-dots" d={line.map((value, at) => `M${x(at + 0.5)},${y(value)}h0`).join('')} />
      </svg>
      <figcaption>
        {t('spec.regnet.caption')} {differs ? t('spec.regnet.nearest', { name }) : null}
      </figcaption>
      <table className="regnet-table">
        <thead>
          <tr>
            <th scope="col">{t('spec.regnet.stage')}</th>
            {places.map(({ index }) => (
              <th key={index} scope="col">
                {index + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t('spec.regnet.blocks')}</th>
            {places.map(({ index, depth }) => (
              <td key={index}>{depth}</td>
            ))}
          </tr>
          <tr>
            <th scope="row">{t('spec.regnet.width')}</th>
            {places.map(({ index, width: channels }) => (
              <td key={index}>{channels}</td>
            ))}
          </tr>
          <tr>
            <th scope="row">{t('spec.regnet.groups')}</th>
            {places.map(({ index, width: channels, groupWidth }) => (
              <td key={index}>{channels / groupWidth}</td>
            ))}
          </tr>
        </tbody>
      </table>
    </figure>
  );
}

/** The widths that a block may have before they are rounded to multiples of 8: w0 times powers of wm. */
function levelsOf({ w0, wm }: RegNetSpec, largest: number): readonly number[] {
  const levels: number[] = [];
  for (let level = w0; level <= largest * 1.06 && levels.length < 12; level *= wm) levels.push(level);
  return levels;
}
