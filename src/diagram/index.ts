/**
 * The drawing of a scene as SVG: a module of its own under `host`, with `update` and `destroy`. It keeps nothing but
 * the view (zoom and pan) and where the keyboard stands; all else comes in through `update`.
 */
import { select } from 'd3';
import { boxOf, chainOf, type Place, placeOf, type Scene } from '../layout/index.ts';
import { type Commit, createCamera, zoomLimits } from './camera.ts';
import './diagram.css';
import { listen } from './input.ts';
import { createMinimap } from './minimap.ts';
import { createRowNames } from './names.ts';
import { createPainter, type Picture } from './painter.ts';
import { standAloneSvg } from './standAlone.ts';
import { thumbnailUrl } from './thumbnails.ts';
import { type Diagram, type DiagramEvents, type DiagramProps, detailAt, type View } from './types.ts';

export type { Diagram, DiagramEvents, DiagramProps, View } from './types.ts';

const motionMs = 260;
const viewMs = 220;
const nothing: ReadonlySet<string> = new Set();
const fitPad = 8;
const fitMost = 1.2;
const namesRoom = 150;
/** Below this, not all is written: a first sight of the drawing starts at its top left rather than be smaller. */
const readable = 0.6;
const startScale = 0.78;

export function createDiagram(host: HTMLElement, events: DiagramEvents): Diagram {
  if (getComputedStyle(host).position === 'static') host.style.position = 'relative';
  const root = select(host).append('div').attr('class', 'rx-diagram').node() as HTMLDivElement;
  const layer = select(root).append('div').attr('class', 'rx-layer').node() as HTMLDivElement;
  const svg = select(layer)
    .append('svg')
    .attr('class', 'rx-svg')
    .attr('role', 'tree')
    .node() as SVGSVGElement;
  const canvas = select(svg).append('g').attr('role', 'none').node() as SVGGElement;
  const painter = createPainter(canvas);
  const names = createRowNames(root);
  let props: DiagramProps | null = null;
  let changed: ReadonlySet<string> = new Set();
  let cursor: string | null = null;
  let opened: string | null = null;
  let frame = 0;

  const pictureOf = (shown: DiagramProps, motion: number): Omit<Picture, 'sight' | 'detail'> => ({
    scene: shown.scene,
    selection: shown.selection,
    faded: shown.faded ?? nothing,
    changed,
    cursor,
    picture: (node) => {
      const thumbnail = shown.thumbnails.get(node);
      return thumbnail && thumbnailUrl(thumbnail);
    },
    motion,
  });

  let motion = 0;
  function paint({ view, size, margin }: Commit): void {
    if (!props || size.width === 0) return;
    const detail = detailAt(view.k);
    svg.dataset['detail'] = String(detail);
    canvas.setAttribute('transform', `translate(${view.x + margin},${view.y + margin}) scale(${view.k})`);
    Object.assign(svg.style, { left: `${-margin}px`, top: `${-margin}px` });
    svg.setAttribute('width', String(size.width + 2 * margin));
    svg.setAttribute('height', String(size.height + 2 * margin));
    painter.paint({
      ...pictureOf(props, motion),
      detail,
      sight: {
        left: (-margin - view.x) / view.k,
        top: (-margin - view.y) / view.k,
        right: (size.width + margin - view.x) / view.k,
        bottom: (size.height + margin - view.y) / view.k,
      },
    });
    motion = 0;
    minimap.settle(view, size, props.selection);
  }

  const camera = createCamera(root, layer, paint, (view) => {
    // One look a frame is enough for what only follows.
    if (frame === 0) {
      frame = requestAnimationFrame(() => {
        frame = 0;
        names.follow(camera.view, camera.size);
        minimap.follow(camera.view, camera.size);
      });
    }
    events.viewChanged?.(view);
  });
  const minimap = createMinimap(root, (x, y) => {
    const { view, size } = camera;
    camera.moveTo({ k: view.k, x: size.width / 2 - x * view.k, y: size.height / 2 - y * view.k }, 0);
  });
  const duration = (): number => (props?.reducedMotion ? 0 : viewMs);

  function fitView({ width, height }: Scene): View {
    const { size } = camera;
    const whole = (left: number): number =>
      Math.max(
        zoomLimits.least,
        Math.min((size.width - left - fitPad) / width, (size.height - 2 * fitPad) / height, fitMost),
      );
    // Where the margin gets too small to read, names stand beside the drawing instead.
    const left = detailAt(whole(fitPad)) < 2 && size.width > 4 * namesRoom ? namesRoom : fitPad;
    const k = whole(left);
    const spare = size.height - height * k;
    return { k, x: left, y: spare > size.height * 0.6 ? spare / 3 : fitPad };
  }

  function firstView(scene: Scene): View {
    const view = fitView(scene);
    if (view.k >= readable) return view;
    // Not all can be read at once: as wide as the drawing, else as the open rows, else as what is open in them.
    const frames = scene.boxes.filter((box) => box.kind === 'frame' && box.of === 'block');
    const opened = frames.map((box) => scene.rows[box.row]?.right ?? 0);
    const ends = [
      scene.width - fitPad,
      Math.max(0, ...opened) + fitPad,
      Math.max(0, ...frames.map((box) => box.x + box.width)) + fitPad,
    ];
    const scales = ends.map((end) => camera.size.width / end);
    return { x: 0, y: 0, k: Math.min(startScale, scales.find((k) => k >= readable) ?? startScale) };
  }

  /** Pans by as little as brings a place into sight. */
  function reveal(place: Place, time: number): void {
    const { view, size } = camera;
    const shift = (start: number, length: number, room: number): number => {
      const pad = Math.min(32, room / 8);
      if (length > room - 2 * pad || start < pad) return pad - start;
      return start + length > room - pad ? room - pad - start - length : 0;
    };
    const left = place.x * view.k + view.x;
    const top = place.y * view.k + view.y;
    const pastRight = left + place.width * view.k > size.width || left < 0;
    const pastBottom = top + place.height * view.k > size.height || top < 0;
    const dx = pastRight ? shift(left, place.width * view.k, size.width) : 0;
    const dy = pastBottom ? shift(top, place.height * view.k, size.height) : 0;
    if (dx !== 0 || dy !== 0) camera.moveTo({ k: view.k, x: view.x + dx, y: view.y + dy }, time);
  }

  /** The place of a key or an id. */
  const whereIs = (scene: Scene, id: string): Place | null =>
    scene.boxes.find((box) => box.key === id) ?? placeOf(scene, id);

  const input = listen(root, svg, {
    scene: () => props?.scene ?? null,
    cursor: () => cursor,
    select: (id) => events.select(id),
    toggle: (id) => {
      opened = id;
      events.toggle(id);
    },
    unfold: (key) => events.unfold(key),
    hover: (id) => events.hover?.(id),
    stand: (key, bring) => {
      cursor = key;
      const place = bring && props && whereIs(props.scene, key);
      if (place) reveal(place, 0);
      camera.commit();
      painter.element(key)?.focus({ preventScroll: true });
    },
    zoomBy: (factor, around) => camera.scaleBy(factor, duration(), around),
    fit: () => diagram.fit(),
  });

  const observer = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = root;
    const first = camera.size.width === 0;
    if (width === 0 || height === 0 || (width === camera.size.width && height === camera.size.height)) return;
    const { fitted } = camera;
    camera.resize({ width, height });
    if (props && (first || fitted)) camera.moveTo(firstView(props.scene), 0, true);
    else camera.commit();
    names.follow(camera.view, camera.size);
    minimap.follow(camera.view, camera.size);
  });
  observer.observe(root);

  const diagram: Diagram = {
    update(next) {
      const before = props;
      props = next;
      const { scene } = next;
      svg.setAttribute('aria-label', next.label);
      root.classList.toggle('rx-stale', next.stale);
      if (before?.changed !== next.changed)
        changed = new Set([...next.changed].flatMap((id) => [...chainOf(id)]));
      if (before?.scene !== scene || before.changed !== next.changed) {
        changed = withFolds(changed, scene);
        names.draw(scene);
        minimap.draw(scene, changed);
        camera.setContent(scene);
      }
      if (before?.selection !== next.selection && next.selection !== null) {
        cursor =
          boxOf(scene, next.selection)?.key ??
          scene.rows.find((row) => row.region === next.selection)?.key ??
          cursor;
      }
      cursor = standing(scene, cursor);
      if (camera.size.width === 0) return;
      motion = next.reducedMotion || before === null || before.scene === scene ? 0 : motionMs;
      if (before === null) camera.moveTo(firstView(scene), 0, true);
      const focused = svg.contains(document.activeElement);
      camera.commit();
      names.follow(camera.view, camera.size);
      minimap.follow(camera.view, camera.size);
      if (focused && cursor !== null) painter.element(cursor)?.focus({ preventScroll: true });
      if (opened !== null && before?.scene !== scene) {
        const frameBox = whereIs(scene, opened);
        opened = null;
        if (frameBox) reveal(frameBox, duration());
      }
    },
    fit() {
      if (props) camera.moveTo(fitView(props.scene), duration(), true);
    },
    zoomBy(factor) {
      camera.scaleBy(factor, duration());
    },
    focus(id) {
      const place = props && whereIs(props.scene, id);
      if (place) reveal(place, duration());
    },
    svg() {
      if (!props) return '';
      const { scene } = props;
      const aside = select(root)
        .append('div')
        .style('position', 'absolute')
        .style('visibility', 'visible')
        .style('left', '-99999px');
      const whole = aside
        .append('svg')
        .attr('class', 'rx-svg')
        .attr('data-detail', 3)
        .node() as SVGSVGElement;
      const group = select(whole).append('g').node() as SVGGElement;
      createPainter(group).paint({
        ...pictureOf(props, 0),
        selection: null,
        cursor: null,
        detail: 3,
        sight: { left: 0, top: 0, right: scene.width, bottom: scene.height },
      });
      const text = standAloneSvg(whole, scene.width, scene.height, getComputedStyle(root).backgroundColor);
      aside.remove();
      return text;
    },
    destroy() {
      cancelAnimationFrame(frame);
      observer.disconnect();
      input.stop();
      camera.destroy();
      minimap.destroy();
      root.remove();
    },
  };
  return diagram;
}

/** A fold is changed when any of its blocks is. */
function withFolds(changed: ReadonlySet<string>, scene: Scene): ReadonlySet<string> {
  const more = scene.boxes.filter(
    (box) => box.kind === 'card' && box.regions.some((region) => changed.has(region)),
  );
  return new Set([...changed, ...more.map((box) => box.key)]);
}

/** The keyboard stands somewhere that is there: the same key, what it is hidden in, or the first row. */
function standing(scene: Scene, cursor: string | null): string | null {
  if (cursor !== null) {
    if (scene.rows.some((row) => row.key === cursor)) return cursor;
    const box = boxOf(scene, cursor);
    if (box) return box.key;
  }
  return scene.rows[0]?.key ?? null;
}
