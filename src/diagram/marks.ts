/** Small marks on the edges of cards and frames: that a block halves, attends, keeps groups, may be dropped. */
import type { CardBox, FrameBox, SceneBox } from '../layout/index.ts';
import { groupsMark, groupsMarkWidth, groupsText } from '../layout/groups.ts';
import { textWidth } from '../layout/metrics.ts';
import { keptText } from '../layout/survival.ts';
import type { BlockGroups, Kept } from '../layout/types.ts';
import { t } from '../text/index.ts';
import type { Group } from './glyphs.ts';

function chip(
  group: Group<SceneBox>,
  right: number,
  y: number,
  text: string,
  tone: string,
  title: string,
): number {
  const width = Math.max(20, text.length * 6 + 10);
  const made = group.append('g').attr('class', 'rx-chip').attr('data-tone', tone);
  made.attr('transform', `translate(${right - width},${y})`);
  made.append('rect').attr('width', width).attr('height', 15).attr('rx', 7.5);
  made
    .append('text')
    .attr('x', width / 2)
    .attr('y', 11)
    .text(text);
  made.append('title').text(title);
  return width;
}

/** What a block is at a glance: it halves, it attends. */
export function chips(group: Group<SceneBox>, box: CardBox | FrameBox, right: number, y: number): number {
  let at = right;
  if (box.down > 1)
    at -= chip(group, at, y, `↓${box.down}`, 'down', t('graph.halves', { down: box.down })) + 4;
  if (box.attention !== '')
    at -= chip(group, at, y, box.attention, 'attention', t('graph.attends', { name: box.attention })) + 4;
  return at;
}

/** Wires that run apart, or cross in a shuffle, and the number of groups. */
export function groupsChip(group: Group<SceneBox>, groups: BlockGroups, right: number, y: number): void {
  const text = groupsMark(groups);
  const width = groupsMarkWidth(groups);
  const made = group.append('g').attr('class', 'rx-chip').attr('data-tone', 'groups');
  made.attr('transform', `translate(${right - width},${y})`);
  made.append('rect').attr('width', width).attr('height', 15).attr('rx', 7.5);
  made
    .append('path')
    .attr('class', 'rx-chip-wires')
    .attr(
      'd',
      groups.shuffled > 1
        ? 'M6,4.2h2C12,4.2 12,10.8 16,10.8h1.5M6,10.8h2C12,10.8 12,4.2 16,4.2h1.5'
        : 'M6,4.2h11.5M6,7.5h11.5M6,10.8h11.5',
    );
  made
    .append('text')
    .attr('x', (width + 14) / 2)
    .attr('y', 11)
    .text(text);
  made.append('title').text(groupsText(groups));
}

/** How often training keeps the branch, as a bar to the scale of 0 to 1 that falls along a run, and in figures. */
export function keptBadge(
  group: Group<SceneBox>,
  box: CardBox | FrameBox,
  kept: Kept,
  words: string,
  x: number,
): void {
  const [bar, height] = [20, 9];
  const room = textWidth(words, 9, 'sans');
  const made = group.append('g').attr('class', 'rx-kept');
  made.attr('transform', `translate(${x},${box.height - 4})`);
  made
    .append('rect')
    .attr('class', 'rx-kept-ground')
    .attr('width', bar + 14 + room)
    .attr('height', 15)
    .attr('rx', 7.5);
  const top = (p: number): number => 3 + height * (1 - p);
  made.append('path').attr('class', 'rx-kept-scale').attr('d', `M6,3h${bar}v${height}h-${bar}z`);
  made
    .append('path')
    .attr('class', 'rx-kept-bar')
    .attr('d', `M6,${top(kept.first)}L${6 + bar},${top(kept.last)}V${3 + height}H6Z`);
  made
    .append('text')
    .attr('x', bar + 9 + room / 2)
    .attr('y', 10.8)
    .text(words);
  made.append('title').text(t('graph.kept.hint', { p: keptText(kept) }));
}
