import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import { extended, type Stroke, type StrokePoint } from '../../image/strokes.ts';
import { useExplorer, useExplorerStore, useServices } from '../context.tsx';
import { drawingPixels, paintDrawing } from './paintStrokes.ts';

/** What the keyboard moves: its place on the paper, and whether it draws. */
interface Pen {
  readonly x: number;
  readonly y: number;
  readonly down: boolean;
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const step = 1 / 20;
const fineStep = 1 / 80;

const inside = (value: number): number => Math.min(1, Math.max(0, value));

/** Only a pen says how hard it is pressed; half is what a hand does by itself. */
const pressOf = ({ pointerType, pressure }: globalThis.PointerEvent): number =>
  pointerType === 'pen' && pressure > 0 ? 0.5 + pressure : 1;

/**
 * A canvas that is drawn on by pointer or keyboard. The stroke under the pen lives here, beside React: it changes with
 * every event, and only the canvas and the network have to know.
 */
export function useStrokes() {
  const store = useExplorerStore();
  const services = useServices();
  const pad = useExplorer((state) => state.pad);
  const canvas = useRef<HTMLCanvasElement>(null);
  const live = useRef<{ stroke: Stroke; readonly pointer: number | null } | null>(null);
  const frame = useRef(0);
  const [pen, setPen] = useState<Pen | null>(null);

  const all = useCallback((): readonly Stroke[] => {
    const { strokes } = store.getState().pad;
    return live.current ? [...strokes, live.current.stroke] : strokes;
  }, [store]);
  const paint = useCallback((): void => {
    const context = canvas.current?.getContext('2d');
    if (context) paintDrawing(context, context.canvas.width, all(), store.getState().pad.paper);
  }, [all, store]);
  const hand = useCallback(
    (finished: boolean): void => {
      const { paper } = store.getState().pad;
      if (all().length > 0) services.draw(() => drawingPixels(all(), paper), finished);
    },
    [all, services, store],
  );
  const finish = useCallback((): void => {
    const done = live.current;
    if (done === null) return;
    live.current = null;
    store.getState().setPad({ strokes: [...store.getState().pad.strokes, done.stroke] });
    hand(true);
  }, [hand, store]);

  // At the size it has on the screen, whatever that becomes.
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const side = Math.round((entry?.contentRect.width ?? 0) * (devicePixelRatio || 1));
      if (side === 0) return;
      element.width = side;
      element.height = side;
      paint();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [paint]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is painted is read from the store
  useEffect(paint, [paint, pad.strokes, pad.paper]);
  // A drawing from before is the picture again as soon as its pad is; what is being drawn is not lost with it.
  useEffect(() => {
    if (store.getState().image.drawn === 'no') hand(true);
    return () => {
      cancelAnimationFrame(frame.current);
      finish();
    };
  }, [finish, hand, store]);

  const begin = (point: StrokePoint, pointer: number | null): void => {
    const { ink, width } = store.getState().pad;
    live.current = { stroke: { points: [point], ink, width }, pointer };
    grow([]);
  };
  const grow = (points: readonly StrokePoint[]): void => {
    if (live.current === null) return;
    live.current = { ...live.current, stroke: points.reduce(extended, live.current.stroke) };
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(paint);
    hand(false);
  };
  const pointOf = (event: globalThis.PointerEvent): StrokePoint => {
    const box = canvas.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    const x = inside((event.clientX - box.left) / box.width);
    const y = inside((event.clientY - box.top) / box.height);
    return { x, y, press: pressOf(event) };
  };

  const change = (strokes: readonly Stroke[]): void => {
    live.current = null;
    store.getState().setPad({ strokes });
    if (strokes.length === 0) services.clearDrawing();
    else hand(true);
  };
  const undo = (): void => change(store.getState().pad.strokes.slice(0, -1));
  const clear = (): void => {
    setPen((now) => (now ? { ...now, down: false } : now));
    change([]);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const { key } = event;
    const now = pen ?? { x: 0.5, y: 0.5, down: false };
    const direction = steps[key];
    if (direction) {
      const far = event.shiftKey ? fineStep : step;
      const next = { ...now, x: inside(now.x + direction[0] * far), y: inside(now.y + direction[1] * far) };
      setPen(next);
      if (now.down) grow([{ x: next.x, y: next.y, press: 1 }]);
    } else if (key === ' ' && !event.repeat) {
      setPen({ ...now, down: !now.down });
      if (now.down) finish();
      else begin({ x: now.x, y: now.y, press: 1 }, null);
    } else if (key === 'Delete' || key === 'Backspace') clear();
    else if (key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey) undo();
    else return;
    // The page scrolls with the same keys and undoes edits with the same letters.
    event.preventDefault();
    event.stopPropagation();
    event.nativeEvent.stopImmediatePropagation();
  };

  const handlers = {
    onKeyDown,
    onFocus: (): void => setPen((now) => now ?? { x: 0.5, y: 0.5, down: false }),
    onBlur: (): void => {
      if (live.current?.pointer === null) finish();
      setPen(null);
    },
    onPointerDown: (event: PointerEvent<HTMLCanvasElement>): void => {
      // One finger draws; a hand that rests on the glass does not.
      if (!event.isPrimary || event.button !== 0 || live.current?.pointer != null) return;
      finish();
      event.currentTarget.setPointerCapture(event.pointerId);
      begin(pointOf(event.nativeEvent), event.pointerId);
    },
    onPointerMove: ({ nativeEvent }: PointerEvent): void => {
      if (live.current?.pointer !== nativeEvent.pointerId) return;
      const passed = nativeEvent.getCoalescedEvents?.() ?? [];
      grow((passed.length > 0 ? passed : [nativeEvent]).map(pointOf));
    },
    onPointerUp: ({ pointerId }: PointerEvent): void => {
      if (live.current?.pointer === pointerId) finish();
    },
    onPointerCancel: ({ pointerId }: PointerEvent): void => {
      if (live.current?.pointer === pointerId) finish();
    },
  };
  return { canvas, handlers, pen, undo, clear, repaint: () => hand(true) };
}
