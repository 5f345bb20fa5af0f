import type { SceneBox } from '../layout/index.ts';
import type { Wiring } from '../layout/wiring.ts';
import { t } from '../text/index.ts';
import type { Group } from './glyphs.ts';

/** Colours there are; more groups take them in turn. */
const colours = 8;
const barWidth = 3;
/** Between a bar and its number. */
const beside = 3;

/** Each group in a colour and with a number, so that either tells it. */
export function drawWiring(group: Group<SceneBox>, wiring: Wiring): void {
  const { bars, wires, from, to, splits, omitted } = wiring;
  const made = group.append('g').attr('class', 'rx-wiring');
  const colourOf = (index: number): number => index % colours;
  for (const { group: index, path } of wires) {
    made.append('path').attr('class', 'rx-wire').attr('data-group', colourOf(index)).attr('d', path);
  }
  const name = (x: number, y: number, text: string | number, end: boolean): void => {
    const written = made.append('text').attr('class', `rx-wire-name${end ? ' rx-end' : ''}`);
    written.attr('x', x).attr('y', y).text(text);
  };
  const crosses = wiring.kind === 'shuffle';
  for (const { group: index, y, height } of bars) {
    const bar = (x: number, own: boolean): void => {
      const drawn = made.append('rect').attr('class', own ? 'rx-wire-bar' : 'rx-wire-place');
      drawn.attr('data-group', own ? colourOf(index) : null);
      drawn.attr('x', x).attr('y', y).attr('width', barWidth).attr('height', height).attr('rx', 1);
    };
    bar(from - barWidth, true);
    // Behind a shuffle a place holds channels of every group; behind a convolution it is the group's own.
    bar(to, !crosses);
    // Eight numbers still stand apart.
    const baseline = y + height / 2 + 3;
    name(from - barWidth - beside, baseline, index + 1, true);
    if (splits.length === 0) name(to + barWidth + beside, baseline, index + 1, false);
  }
  for (const { index, y, height } of splits) {
    const x = to + barWidth + 2;
    made.append('path').attr('class', 'rx-wire-split').attr('d', `M${x},${y}h3v${height}h-3`);
    name(x + 6, y + height / 2 + 3, t('graph.split.mark', { index: index + 1 }), false);
  }
  if (omitted !== null) {
    const x = (from + to) / 2;
    const dots = [-1, 0, 1].map((step) => `M${x},${omitted + step * 3}h0.01`).join('');
    made.append('path').attr('class', 'rx-wire-omitted').attr('d', dots);
  }
}
