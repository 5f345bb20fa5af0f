/**
 * Where channels go, as wires between groups of channels: straight through and apart in a grouped convolution, crossing
 * in a channel shuffle.
 */
import { fontSize, textWidth } from './metrics.ts';

/** In the coordinates of the box. */
export interface Wiring {
  readonly kind: 'shuffle' | 'grouped';
  readonly groups: number;
  /** Where the wires begin and end, from the left. */
  readonly from: number;
  readonly to: number;
  /** Left and right of the wires, a bar for each group that is drawn: of its own channels, and of its places behind. */
  readonly bars: readonly Bar[];
  /** All wires of one group as path data. */
  readonly wires: readonly { readonly group: number; readonly path: string }[];
  /** How many channels each wire's end stands for, on average; 1 where all are drawn. */
  readonly each: number;
  /** Middle of the gap that stands for the groups that are left out, or null where all are drawn. */
  readonly omitted: number | null;
  /** Right of the wires, what later layers read as one: the splits of a split attention. Else empty. */
  readonly splits: readonly { readonly index: number; readonly y: number; readonly height: number }[];
  readonly width: number;
  readonly height: number;
}

interface Bar {
  readonly group: number;
  readonly y: number;
  readonly height: number;
}

/** Places of all groups together, at the most. */
const tallest = 104;
/** Between neighbouring wires, at the most. */
const pitch = 6;
/** Between the bars of two groups. */
const gap = 3;
/** Room for the numbers of the groups beside the wires, at the least. */
const margin = 18;
/** Of it, what lies between a number and its bar, and the bar. */
const beside = 11;
/** Between the brackets of splits and what is left and right of them. */
const bracket = 8;
const spans = { shuffle: 62, grouped: 46 };
/** More groups than these are drawn as the first of them and the last. */
const mostGroups = 8;
const firstGroups = 3;
/** In place of the groups that are left out. */
const omission = 11;

const rounded = (value: number): number => Math.round(value * 100) / 100;

interface Place {
  /** Left and top of the drawing in its box. */
  readonly left: number;
  readonly top: number;
}

const corner: Place = { left: 0, top: 0 };

/** Level at both ends. */
const wire = (from: number, to: number, start: number, end: number): string => {
  const middle = (from + to) / 2;
  return `M${from},${start}C${middle},${start} ${middle},${end} ${to},${end}`;
};

/** As many channels of each group as there are groups show every way there is; two groups show four of each. */
const shuffleSample = (groups: number): number => Math.max(groups, 4 - groups + 2);

/** The channels of every group dealt out to all groups. */
export function shuffleWiring(channels: number, groups: number, { left, top }: Place = corner): Wiring {
  const perGroup = channels / groups;
  // A sample that the groups divide shuffles as the whole does, each wire for as many channels as its neighbours.
  const sample = Math.min(perGroup, shuffleSample(groups));
  const step = Math.min(pitch, (tallest - gap * (groups - 1)) / (sample * groups));
  const barHeight = sample * step;
  const yOf = (place: number): number =>
    rounded(top + Math.floor(place / sample) * (barHeight + gap) + ((place % sample) + 0.5) * step);
  const from = left + margin;
  const to = from + spans.shuffle;
  const all = Array.from({ length: groups }, (_, group) => group);
  return {
    kind: 'shuffle',
    groups,
    from,
    to,
    wires: all.map((group) => ({
      group,
      path: Array.from({ length: sample }, (_, index) =>
        wire(from, to, yOf(group * sample + index), yOf(index * groups + group)),
      ).join(''),
    })),
    bars: all.map((group) => ({
      group,
      y: rounded(top + group * (barHeight + gap)),
      height: rounded(barHeight),
    })),
    each: perGroup / sample,
    omitted: null,
    splits: [],
    width: spans.shuffle + 2 * margin,
    height: Math.ceil(groups * (barHeight + gap) - gap),
  };
}

/** Channels of a grouped convolution, and how many splits its output is read as. */
export interface Grouping {
  readonly into: number;
  readonly out: number;
  readonly groups: number;
  /** 1 where the output is read as a whole. */
  readonly splits: number;
  /** What a split is called, for the room that it needs. */
  readonly splitText: (index: number) => string;
}

/** Inputs of each group to outputs of the same group, and to no other; one wire a channel where it is depthwise. */
export function groupedWiring(grouping: Grouping, { left, top }: Place = corner): Wiring {
  const { into, out, groups, splits } = grouping;
  const whole = groups <= mostGroups;
  const shown = whole
    ? Array.from({ length: groups }, (_, group) => group)
    : [...Array.from({ length: firstGroups }, (_, group) => group), groups - 1];
  const depthwise = into === groups && out === groups;
  const most = shown.length <= 3 ? 3 : 2;
  const [starts, ends] = [Math.min(into / groups, most), Math.min(out / groups, most)];
  // Numbers beside the bars must not touch.
  const barHeight = depthwise ? 6 : Math.max(starts, ends) * 4.5;
  const bars = shown.map((group, index): Bar => {
    const skipped = !whole && index === shown.length - 1 ? omission : 0;
    return { group, y: rounded(top + index * (barHeight + gap) + skipped), height: rounded(barHeight) };
  });
  const numbers = margin - beside;
  const side = Math.ceil(Math.max(numbers, textWidth(String(groups), fontSize.group, 'sans'))) + beside;
  const from = left + side;
  const to = from + spans.grouped;
  const ports = ({ y, height }: Bar, count: number): readonly number[] =>
    Array.from({ length: count }, (_, index) => rounded(y + (height * (index + 0.5)) / count));
  const last = bars.at(-1);
  const made = splits > 1 ? splitsOf(bars, groups, splits) : [];
  const words = Math.max(
    0,
    ...made.map(({ index }) => textWidth(grouping.splitText(index), fontSize.group, 'sans')),
  );
  return {
    kind: 'grouped',
    groups,
    from,
    to,
    wires: bars.map((bar) => ({
      group: bar.group,
      path: ports(bar, starts)
        .flatMap((start) => ports(bar, ends).map((end) => wire(from, to, start, end)))
        .join(''),
    })),
    bars,
    each: Math.max(into / groups / starts, out / groups / ends),
    omitted: whole || !last ? null : rounded(last.y - (omission + gap) / 2),
    splits: made,
    width: 2 * side + spans.grouped + (made.length > 0 ? Math.ceil(bracket + words) - numbers : 0),
    height: last ? Math.ceil(last.y + last.height - top) : 0,
  };
}

/** Brackets around the bars whose channels are read as one. */
function splitsOf(bars: readonly Bar[], groups: number, splits: number): Wiring['splits'] {
  const splitOf = ({ group }: Bar): number => Math.floor((group * splits) / groups);
  return [...new Set(bars.map(splitOf))].map((index) => {
    const mine = bars.filter((bar) => splitOf(bar) === index);
    const y = Math.min(...mine.map((bar) => bar.y));
    return { index, y, height: rounded(Math.max(...mine.map((bar) => bar.y + bar.height)) - y) };
  });
}
