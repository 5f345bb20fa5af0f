import { select } from 'd3';
import type { CardBox, FrameBox, GateBox, JoinBox, OpBox, PillBox, SceneBox } from '../layout/index.ts';
import { t } from '../text/index.ts';
import { keptText, restText } from '../layout/survival.ts';
import { chevron, type Group, gateGlyph, shortcutGlyph } from './glyphs.ts';
import { chips, groupsChip, keptBadge } from './marks.ts';
import type { Detail } from './types.ts';
import { drawWiring } from './wiring.ts';

/** What a box needs to know beyond itself. */
export interface Brush {
  readonly detail: Detail;
  /** PNG address of a node's picture, or undefined. */
  picture(node: string): string | undefined;
}

const radius = 7;

/** Fills an empty group with what a box looks like, at the origin. */
export function drawBox(element: SVGGElement, box: SceneBox, brush: Brush): void {
  const group = select<SVGGElement, SceneBox>(element) as unknown as Group<SceneBox>;
  element.dataset['kind'] = box.kind;
  element.dataset['tone'] = 'tone' in box ? box.tone : '';
  if (box.kind === 'frame') element.dataset['of'] = box.of;
  switch (box.kind) {
    case 'op':
      drawOp(group, box);
      break;
    case 'pill':
      drawPill(group, box);
      break;
    case 'join':
      drawJoin(group, box);
      break;
    case 'gate':
      drawGate(group, box);
      break;
    case 'card':
      drawCard(group, box, brush);
      break;
    case 'frame':
      drawFrame(group, box, brush);
      break;
  }
}

const body = (group: Group<SceneBox>, box: SceneBox, rx: number): void => {
  group
    .append('rect')
    .attr('class', 'rx-body')
    .attr('width', box.width)
    .attr('height', box.height)
    .attr('rx', rx);
};

function write(group: Group<SceneBox>, className: string, x: number, y: number, text: string) {
  return group.append('text').attr('class', className).attr('x', x).attr('y', y).text(text);
}

function drawOp(group: Group<SceneBox>, box: OpBox): void {
  body(group, box, radius);
  const middle = box.width / 2;
  const upper = box.height - box.strip;
  const title = write(
    group,
    'rx-title rx-middle',
    middle,
    box.detail === '' ? upper / 2 + 4 : 15.5,
    box.title,
  );
  if (box.stride !== '') title.append('tspan').attr('class', 'rx-stride').text(` ${box.stride}`);
  if (box.detail !== '') write(group, 'rx-detail rx-middle', middle, 29, box.detail);
  if (box.wiring) drawWiring(group as unknown as Group<SceneBox>, box.wiring);
  if (box.onIdentity) flag(group, box.width);
}

/** Stands on the path around the branch: a flag at the corner. */
function flag(group: Group<SceneBox>, x: number): void {
  const made = group
    .append('g')
    .attr('class', 'rx-flag')
    .attr('transform', `translate(${x - 9},-11)`);
  made.append('path').attr('class', 'rx-flag-pole').attr('d', 'M0,0V13');
  made.append('path').attr('class', 'rx-flag-cloth').attr('d', 'M0,0L9,3.5L0,7Z');
  made.append('title').text(t('graph.onIdentity'));
}

/** The strip lies inside the outline of the box above it: only lines between, and lower corners that follow it. */
function drawPill(group: Group<SceneBox>, box: PillBox): void {
  const { width: w, height: h } = box;
  const round = radius - 1;
  const first = box.place === 'first' || box.place === 'only';
  const last = box.place === 'last' || box.place === 'only';
  const left = first ? 1 : 0;
  const right = last ? w - 1 : w;
  const foot = h - 1;
  const lowerRight = last ? `V${foot - round}Q${right},${foot} ${right - round},${foot}` : `V${foot}`;
  const lowerLeft = first ? `H${left + round}Q${left},${foot} ${left},${foot - round}` : `H${left}`;
  group.append('path').attr('class', 'rx-body').attr('d', `M${left},0H${right}${lowerRight}${lowerLeft}Z`);
  group
    .append('path')
    .attr('class', 'rx-divider')
    .attr('d', `M${left},0H${right}${first ? '' : `M0,0V${foot}`}`);
  write(group, 'rx-pill-text', w / 2, h / 2 + 3, box.title);
}

function drawJoin(group: Group<SceneBox>, box: JoinBox): void {
  const r = box.width / 2;
  const arm = box.symbol === '+' ? 5.5 : 4;
  const symbol =
    box.symbol === '+'
      ? `M${r - arm},${r}H${r + arm}M${r},${r - arm}V${r + arm}`
      : `M${r - arm},${r - arm}L${r + arm},${r + arm}M${r + arm},${r - arm}L${r - arm},${r + arm}`;
  group.append('circle').attr('class', 'rx-body').attr('cx', r).attr('cy', r).attr('r', r);
  group.append('path').attr('class', 'rx-symbol').attr('d', symbol);
  const [x, y] = box.shapeAt;
  if (box.shapeBelow) write(group, 'rx-shape rx-middle', x, y, box.shapeText);
}

function drawGate(group: Group<SceneBox>, box: GateBox): void {
  body(group, box, radius);
  const glyph = group.append('g').attr('transform', `translate(10,${box.height / 2 - 7})`);
  gateGlyph(glyph as unknown as Group<SceneBox>);
  write(group, 'rx-title', 38, 16, box.title);
  write(group, 'rx-detail', 38, 29.5, box.detail);
}

/** A button inside a box; `action` is read by the click handler. */
function button(
  group: Group<SceneBox>,
  x: number,
  y: number,
  text: string,
  action: string,
  hint: string,
): void {
  const width = text.length * 6 + 12;
  const made = group.append('g').attr('class', 'rx-action').attr('data-action', action);
  made.attr('transform', `translate(${x},${y})`);
  made
    .append('rect')
    .attr('class', 'rx-action-ground')
    .attr('width', width)
    .attr('height', 17)
    .attr('rx', 8.5);
  made
    .append('text')
    .attr('class', 'rx-action-text')
    .attr('x', width / 2)
    .attr('y', 12)
    .text(text);
  made.append('title').text(hint);
}

function toggle(group: Group<SceneBox>, x: number, y: number, open: boolean): void {
  const made = group.append('g').attr('class', 'rx-toggle').attr('data-action', 'toggle');
  made.attr('transform', `translate(${x},${y})`);
  made
    .append('rect')
    .attr('class', 'rx-hit')
    .attr('x', -12)
    .attr('y', -12)
    .attr('width', 24)
    .attr('height', 24);
  made.append('path').attr('class', 'rx-chevron').attr('d', chevron(open));
  made.append('title').text(t(open ? 'graph.closeBlock' : 'graph.openBlock'));
}

function drawCard(group: Group<SceneBox>, box: CardBox, brush: Brush): void {
  const count = box.regions.length;
  for (const step of count > 1 ? [8, 4] : []) {
    group
      .append('rect')
      .attr('class', 'rx-stack')
      .attr('x', step)
      .attr('y', step)
      .attr('width', box.width)
      .attr('height', box.height)
      .attr('rx', 9);
  }
  body(group, box, 9);
  const side = 44;
  const picture = group.append('g').attr('class', 'rx-picture-group').attr('transform', 'translate(8,8)');
  drawPicture(picture as unknown as Group<SceneBox>, box, brush, side);
  const x = side + 17;
  write(group, 'rx-title', x, 19, box.title);
  if (count > 1) {
    button(group, x - 2, 23.5, box.detail, 'unfold', t('graph.unfold', { count }));
  } else {
    write(group, 'rx-detail', x, 34, box.detail);
    if (box.shortcut === 'projection') {
      const glyph = group.append('g').attr('transform', `translate(${x + box.detail.length * 5.4 + 5},25.5)`);
      shortcutGlyph(glyph as unknown as Group<SceneBox>, box.shortcut, 0.95, 'rx-glyph');
    }
  }
  write(group, 'rx-shape', x, 50.5, box.shapeText);
  drawWidths(group, box, x);
  toggle(group, box.width - 13, 17, false);
  if (box.foldable) foldButton(group, box.foldable.count);
  const left = chips(group, box, box.width - 10, -7.5);
  if (box.groups) groupsChip(group, box.groups, left, -7.5);
  if (box.kept) keptBadge(group, box, box.kept, t('graph.kept', { p: keptText(box.kept) }), 8);
}

/** What a growing stream is made of, to one scale over all blocks. */
function drawWidths(group: Group<SceneBox>, box: CardBox, x: number): void {
  if (box.widths.length === 0) return;
  const room = box.width - x - 8;
  const bar = group.append('g').attr('class', 'rx-widths').attr('transform', `translate(${x},56)`);
  bar.append('title').text(t('graph.widths'));
  bar.append('rect').attr('class', 'rx-widths-ground').attr('width', room).attr('height', 4).attr('rx', 1.5);
  let at = 0;
  for (const { share, kind } of box.widths) {
    const width = Math.max(1, share * room);
    bar.append('rect').attr('data-width', kind).attr('x', at).attr('width', width).attr('height', 4);
    at += width;
  }
}

function foldButton(group: Group<SceneBox>, count: number): void {
  button(group, 8, -8.5, t('graph.fold', { count }), 'fold', t('graph.foldAgain', { count }));
}

/** The live picture, or before a run a quiet place for it with the block's own figure. */
function drawPicture(group: Group<SceneBox>, box: CardBox, brush: Brush, side: number): void {
  const url = brush.picture(box.picture);
  if (url !== undefined) {
    drawImage(group, url, side);
    return;
  }
  group
    .append('rect')
    .attr('class', 'rx-picture-place')
    .attr('width', side)
    .attr('height', side)
    .attr('rx', 4);
  const glyph = group.append('g').attr('transform', `translate(${side / 2 - 14},${side / 2 - 10})`);
  if (box.shortcut)
    shortcutGlyph(glyph as unknown as Group<SceneBox>, box.shortcut, 1.75, 'rx-picture-glyph');
  else glyph.append('path').attr('class', 'rx-picture-glyph').attr('d', 'M2,4H26M2,10H26M2,16H26');
}

function drawImage(group: Group<SceneBox>, url: string, side: number): void {
  group
    .append('image')
    .attr('class', 'rx-picture')
    .attr('href', url)
    .attr('width', side)
    .attr('height', side)
    .attr('preserveAspectRatio', 'xMidYMid slice');
}

/** Under the header where nothing else is; else in it, left of the shape. */
function drawFramePicture(group: Group<SceneBox>, box: FrameBox, url: string): void {
  const roomy = box.corner >= 24;
  const side = roomy ? box.corner : 20;
  const right = box.width - 14 - (roomy ? 0 : box.shapeText.length * 5.6 + 8);
  const place = group.append('g').attr('transform', `translate(${right - side},${roomy ? 29 : 5})`);
  drawImage(place as unknown as Group<SceneBox>, url, side);
}

function drawFrame(group: Group<SceneBox>, box: FrameBox, brush: Brush): void {
  body(group, box, box.of === 'block' ? 11 : 9);
  if (box.of === 'attention') {
    toggle(group, 15, box.height - 12, true);
    const title = write(group, 'rx-detail', 27, box.height - 8, box.title);
    title.append('tspan').text(`  ${box.detail}`);
    return;
  }
  toggle(group, 16, 16, true);
  const title = write(group, 'rx-title', 28, 20, box.title);
  title.append('tspan').attr('font-weight', 400).text(` · ${box.detail}`);
  const named = 28 + (box.title.length + box.detail.length + 3) * 6.3;
  if (box.shortcut === 'projection') {
    const glyph = group.append('g').attr('transform', `translate(${named},10.5)`);
    shortcutGlyph(glyph as unknown as Group<SceneBox>, box.shortcut, 1, 'rx-glyph');
  }
  write(group, 'rx-shape rx-end', box.width - 14, 20, box.shapeText);
  const url = brush.picture(box.picture);
  if (url !== undefined) drawFramePicture(group, box, url);
  if (box.foldable) foldButton(group, box.foldable.count);
  chips(group, box, box.width - 14, -7.5);
  if (box.kept) {
    const words = { p: keptText(box.kept), q: restText(box.kept.last) };
    keptBadge(group, box, box.kept, t('graph.kept.open', words), 16);
  }
  if (brush.detail < 2) {
    group.append('path').attr('class', 'rx-lines').attr('d', box.lines);
    for (const { tone, path } of box.outline) {
      group.append('path').attr('class', 'rx-outline').attr('data-tone', tone).attr('d', path);
    }
  }
}
