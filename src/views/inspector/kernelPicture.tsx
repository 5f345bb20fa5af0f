import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { required } from '../../base/invariant.ts';
import type { TensorReading } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatValue } from '../../ui/index.ts';
import { scaleOf } from './colour.ts';
import {
  cellAt,
  cellIndex,
  inputChannel,
  type KernelCell,
  kernelLayout,
  kernelPosition,
} from './kernelLayout.ts';
import { Legend } from './legend.tsx';
import { movePosition } from './lookup.ts';
import { paintKernels } from './paintKernels.ts';
import { type DrawView, ScrollCanvas } from './scrollCanvas.tsx';

/**
 * A weight tensor as pictures of its kernels, blue below zero and red above; of three input channels as one coloured
 * picture. A slider in two directions: arrow keys move from kernel to kernel.
 */
export function KernelPicture({
  tensor,
  groups,
}: {
  readonly tensor: TensorReading;
  /** Of the convolution: a filter reads the channels of its own group only. */
  readonly groups: number;
}) {
  const [width, setWidth] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const [cell, setCell] = useState<KernelCell>({ out: 0, input: 0, y: 0, x: 0 });
  const layout = useMemo(() => kernelLayout(tensor.shape, width), [tensor.shape, width]);
  const scale = useMemo(() => scaleOf(tensor.figures, true), [tensor]);
  const draw = useCallback<DrawView>(
    (pixels, view, ratio) => paintKernels(pixels, layout, tensor.values, scale, view, ratio),
    [layout, tensor, scale],
  );
  const at = kernelPosition(layout, cell.out, cell.input);
  useEffect(() => {
    const element = scroller.current;
    if (!element || document.activeElement !== element) return;
    if (at.x < element.scrollLeft) element.scrollLeft = at.x;
    if (at.y < element.scrollTop) element.scrollTop = at.y;
    const right = at.x + layout.stepX - element.clientWidth;
    const below = at.y + layout.stepY - element.clientHeight;
    if (right > element.scrollLeft) element.scrollLeft = right;
    if (below > element.scrollTop) element.scrollTop = below;
  }, [at.x, at.y, layout]);

  const weightOf = (input: number): string =>
    formatValue(required(tensor.values[cellIndex(layout, { ...cell, input })], 'a weight'));
  const point = layout.kernelHeight * layout.kernelWidth === 1;
  const value = layout.rgb ? [0, 1, 2].map(weightOf).join(', ') : weightOf(cell.input);
  const input = inputChannel(tensor.shape, groups, cell.out, cell.input);
  const place = { out: cell.out, input, y: cell.y, x: cell.x, value };
  const said = t(
    point ? 'inspect.weight.point' : layout.rgb ? 'inspect.weight.rgb' : 'inspect.weight.kernel',
    place,
  );
  const onPointerMove = (event: PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const hit = cellAt(layout, event.clientX - box.left, event.clientY - box.top);
    if (hit) setCell(hit);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const grid = { height: layout.out, width: layout.pictures };
    const next = movePosition(grid, { y: cell.out, x: cell.input }, event.key);
    if (next === null) return;
    event.preventDefault();
    setCell({ ...cell, out: next.y, input: next.x });
  };
  return (
    <>
      <ScrollCanvas
        className="insp-kernels"
        role="slider"
        tabIndex={0}
        aria-label={t('inspect.kernels', { name: tensor.name })}
        aria-valuemin={0}
        aria-valuemax={layout.out * layout.pictures - 1}
        aria-valuenow={cell.out * layout.pictures + cell.input}
        aria-valuetext={said}
        contentWidth={layout.width}
        contentHeight={layout.height}
        draw={draw}
        scroller={scroller}
        onWidth={setWidth}
        onKeyDown={onKeyDown}
        contentProps={{ onPointerMove, onPointerDown: onPointerMove }}
      >
        <span
          className="insp-kernel-cursor"
          style={{
            left: at.x,
            top: at.y,
            width: layout.kernelWidth * layout.cell,
            height: layout.kernelHeight * layout.cell,
          }}
        />
      </ScrollCanvas>
      <p className="insp-readout">{said}</p>
      {layout.rgb ? (
        <p className="insp-faint">{t('inspect.rgb', { reach: formatValue(scale.high) })}</p>
      ) : (
        <Legend scale={scale} own={false} />
      )}
    </>
  );
}
