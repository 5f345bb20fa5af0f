/** A channel shuffle as wires: where the channels of each group go. */

/** In the coordinates of the box. */
export interface Wiring {
  readonly groups: number;
  /** Where the wires begin and end, from the left. */
  readonly from: number;
  readonly to: number;
  /** Left and right of the wires, a bar for each group: of its own channels, and of its places after the shuffle. */
  readonly bars: readonly { readonly group: number; readonly y: number; readonly height: number }[];
  /** All wires of one group as path data. */
  readonly wires: readonly { readonly group: number; readonly path: string }[];
  /** How many channels each wire stands for, on average; 1 where all are drawn. */
  readonly each: number;
}

/** Places of all groups together, at the most. */
const height = 104;
/** Between neighbouring wires, at the most. */
const pitch = 6;
/** Between the bars of two groups. */
const gap = 3;
/** Room for the numbers of the groups beside the wires. */
const margin = 18;
const span = 62;

export const wiringWidth = span + 2 * margin;

/** As many channels of each group as there are groups show every way there is; two groups show four of each. */
const sampleOf = (groups: number): number => Math.max(groups, 4 - groups + 2);

/** `top` is where the drawing begins. */
export function shuffleWiring(channels: number, groups: number, top: number): Wiring {
  const perGroup = channels / groups;
  // A sample that the groups divide shuffles as the whole does, each wire for as many channels as its neighbours.
  const sample = Math.min(perGroup, sampleOf(groups));
  const step = Math.min(pitch, (height - gap * (groups - 1)) / (sample * groups));
  const barHeight = sample * step;
  const yOf = (place: number): number =>
    top + Math.floor(place / sample) * (barHeight + gap) + ((place % sample) + 0.5) * step;
  const [from, to] = [margin, margin + span];
  const middle = (from + to) / 2;
  const rounded = (value: number): number => Math.round(value * 100) / 100;
  const wires = Array.from({ length: groups }, (_, group) => ({
    group,
    path: Array.from({ length: sample }, (_unused, index) => {
      const start = rounded(yOf(group * sample + index));
      const end = rounded(yOf(index * groups + group));
      return `M${from},${start}C${middle},${start} ${middle},${end} ${to},${end}`;
    }).join(''),
  }));
  const bars = Array.from({ length: groups }, (_, group) => ({
    group,
    y: rounded(top + group * (barHeight + gap)),
    height: rounded(barHeight),
  }));
  return { groups, from, to, bars, wires, each: perGroup / sample };
}

export function wiringHeight(channels: number, groups: number): number {
  const { bars } = shuffleWiring(channels, groups, 0);
  const last = bars.at(-1);
  return last === undefined ? 0 : Math.ceil(last.y + last.height);
}
