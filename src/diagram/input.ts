import { boxOf, type Direction, neighbour, type Scene, type SceneBox } from '../layout/index.ts';

/** What pointer and keyboard ask for. */
interface Intents {
  scene(): Scene | null;
  /** Key of the box or row where the keyboard stands. */
  cursor(): string | null;
  select(id: string | null): void;
  toggle(region: string): void;
  unfold(key: string): void;
  hover(id: string | null): void;
  /** Moves the keyboard to a key, and brings it into sight if asked to. */
  stand(key: string, bring: boolean): void;
  zoomBy(factor: number, around?: readonly [number, number]): void;
  fit(): void;
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

const zoomStep = 1.3;

/** Listens on the drawing until `stop`. */
export function listen(root: HTMLElement, svg: SVGSVGElement, intents: Intents): { stop(): void } {
  const control = new AbortController();
  const { signal } = control;

  const boxAt = (target: EventTarget | null): SceneBox | null => {
    const key = keyAt(target);
    return (key !== null && intents.scene()?.boxes.find((box) => box.key === key)) || null;
  };
  const rowAt = (target: EventTarget | null) => {
    const key = keyAt(target);
    return (key !== null && intents.scene()?.rows.find((row) => row.key === key)) || null;
  };
  const actionAt = (target: EventTarget | null): string | null =>
    (target instanceof Element && target.closest<SVGElement>('[data-action]')?.dataset['action']) || null;

  const act = (action: string, box: SceneBox): void => {
    if (action === 'toggle') intents.toggle(box.id);
    else if (action === 'unfold') intents.unfold(box.key);
    else if (action === 'fold' && 'foldable' in box && box.foldable) intents.unfold(box.foldable.key);
  };

  root.addEventListener(
    'click',
    (event) => {
      if (event.target instanceof Element && event.target.closest('.rx-minimap')) return;
      svg.classList.remove('rx-keyboard');
      const action = actionAt(event.target);
      const row = rowAt(event.target);
      if (row) {
        if (action === 'collapse') intents.toggle(row.region);
        else intents.select(row.region);
        return;
      }
      const box = boxAt(event.target);
      if (box && action !== null) act(action, box);
      else {
        intents.select(box?.id ?? null);
        // The drawing stays under the pointer: a second click must land where the first did.
        if (box) intents.stand(box.key, false);
      }
    },
    { signal },
  );
  root.addEventListener(
    'dblclick',
    (event) => {
      if (actionAt(event.target) !== null) return;
      const row = rowAt(event.target);
      const box = boxAt(event.target);
      if (row) intents.toggle(row.region);
      else if (box && opens(box)) intents.toggle(box.id);
      else if (!box) {
        const { left, top } = root.getBoundingClientRect();
        intents.zoomBy(event.shiftKey ? 1 / 1.8 : 1.8, [event.clientX - left, event.clientY - top]);
      }
    },
    { signal },
  );
  let hovered: string | null = null;
  const hover = (id: string | null): void => {
    if (id === hovered) return;
    hovered = id;
    intents.hover(id);
  };
  root.addEventListener(
    'pointerover',
    (event) => hover(boxAt(event.target)?.id ?? rowAt(event.target)?.region ?? null),
    { signal },
  );
  root.addEventListener('pointerleave', () => hover(null), { signal });

  // A press of the mouse moves the focus too: what that selects is for the click to say.
  let pressed = false;
  root.addEventListener(
    'mousedown',
    () => {
      pressed = true;
      setTimeout(() => {
        pressed = false;
      });
    },
    { signal, capture: true },
  );
  // Not on the SVG: one that listens for focus takes it.
  root.addEventListener(
    'focusin',
    (event) => {
      const scene = intents.scene();
      const key = keyAt(event.target);
      if (!scene || key === null || key === intents.cursor()) return;
      // Whoever moves the focus (a screen reader does) moves the keyboard.
      intents.stand(key, false);
      if (!pressed) intents.select(idOf(scene, key));
    },
    { signal },
  );
  svg.addEventListener(
    'keydown',
    (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const scene = intents.scene();
      const key = intents.cursor();
      if (!scene || key === null) return;
      if (handleKey(event, scene, key)) {
        svg.classList.add('rx-keyboard');
        event.preventDefault();
        event.stopPropagation();
      }
    },
    { signal },
  );
  svg.addEventListener(
    'keyup',
    (event) => {
      if (event.key === 'Tab') svg.classList.add('rx-keyboard');
    },
    { signal },
  );

  function go(scene: Scene, key: string | null): void {
    if (key === null) return;
    intents.select(idOf(scene, key));
    intents.stand(key, true);
  }

  function handleKey(event: KeyboardEvent, scene: Scene, key: string): boolean {
    const direction = directions[event.key];
    if (direction) {
      go(scene, neighbour(scene, key, direction));
      return true;
    }
    const box = scene.boxes.find((entry) => entry.key === key) ?? null;
    const row = scene.rows.find((entry) => entry.key === key) ?? null;
    switch (event.key) {
      case 'Enter':
      case ' ':
        if (event.shiftKey && box)
          act(box.kind === 'card' && box.regions.length > 1 ? 'unfold' : 'fold', box);
        else if (row) intents.toggle(row.region);
        else if (box && opens(box)) intents.toggle(box.id);
        else intents.select(idOf(scene, key));
        return true;
      case 'Escape':
        return leave(scene, box);
      case 'Home':
      case 'End': {
        const inRow = scene.boxes.filter(
          (entry) =>
            entry.row === (box?.row ?? scene.rows.findIndex((r) => r.key === key)) &&
            entry.parent === null &&
            entry.kind !== 'pill',
        );
        go(scene, (event.key === 'Home' ? inRow[0] : inRow.at(-1))?.key ?? null);
        return true;
      }
      case '+':
      case '=':
        intents.zoomBy(zoomStep);
        return true;
      case '-':
        intents.zoomBy(1 / zoomStep);
        return true;
      case '0':
        intents.fit();
        return true;
      default:
        return false;
    }
  }

  /** To the frame around, from there to the row, from there to nothing selected. */
  function leave(scene: Scene, box: SceneBox | null): boolean {
    if (!box) {
      intents.select(null);
      return false;
    }
    const parent = box.parent ?? scene.rows[box.row]?.key ?? null;
    go(scene, parent);
    return true;
  }

  return { stop: () => control.abort() };
}

const opens = (box: SceneBox): boolean => box.kind === 'card' || box.kind === 'frame' || box.kind === 'gate';

const keyAt = (target: EventTarget | null): string | null =>
  (target instanceof Element && target.closest<SVGElement>('[data-key]')?.dataset['key']) || null;

/** What selecting a key selects. */
const idOf = (scene: Scene, key: string): string =>
  scene.rows.find((row) => row.key === key)?.region ?? boxOf(scene, key)?.id ?? key;
