import type { KeyboardEvent, PointerEvent } from 'react';
import type { NodeReading } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { Button, formatPercent, formatValue, Icon, IconButton } from '../../ui/index.ts';
import type { ColourScale } from './colour.ts';
import { FigureList } from './figureList.tsx';
import { movePosition, type Position, positionAt, valueAt } from './lookup.ts';
import { MapCanvas } from './mapCanvas.tsx';

/** Tall maps are shown no higher than this, in CSS pixels. */
const maxHeight = 300;

/**
 * One channel, large. The picture is a slider in two directions: arrow keys move the position that is read, Page Up and
 * Page Down change the channel, Escape goes back to all channels.
 */
export function ChannelView({
  reading,
  map,
  channel,
  place,
  count,
  scale,
  width,
  position,
  pinned,
  onPoint,
  onStep,
  onPin,
  onClose,
}: {
  readonly reading: NodeReading;
  readonly map: { readonly height: number; readonly width: number };
  readonly channel: number;
  /** In the order of showing, of `count`. */
  readonly place: number;
  readonly count: number;
  readonly scale: ColourScale;
  /** What there is, in CSS pixels. */
  readonly width: number;
  readonly position: Position | null;
  readonly pinned: boolean;
  readonly onPoint: (position: Position | null) => void;
  readonly onStep: (step: number) => void;
  readonly onPin: () => void;
  readonly onClose: () => void;
}) {
  const factor = Math.min(width / map.width, maxHeight / map.height);
  const size = { width: Math.round(map.width * factor), height: Math.round(map.height * factor) };
  const at = position ?? { y: Math.floor(map.height / 2), x: Math.floor(map.width / 2) };
  const value = valueAt(reading.values, map, channel, at);
  const said = t('inspect.position', { y: at.y, x: at.x, value: formatValue(value) });

  const onPointerMove = (event: PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    onPoint(positionAt(map, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = movePosition(map, at, event.key);
    const step = event.key === 'PageDown' ? 1 : event.key === 'PageUp' ? -1 : 0;
    if (next) onPoint(next);
    else if (step !== 0) onStep(step);
    else return;
    event.preventDefault();
  };
  return (
    // The keys of the group are extras to its buttons.
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape bubbles here from the controls inside
    <div
      className="insp-channel"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div className="insp-channel-bar">
        <Button tone="quiet" onClick={onClose} autoFocus>
          <span className="insp-back">
            <Icon name="chevron" />
          </span>
          {t('inspect.allChannels')}
        </Button>
        <span className="insp-channel-steps">
          <IconButton
            tone="quiet"
            label={t('inspect.previous')}
            disabled={place === 0}
            onClick={() => onStep(-1)}
          >
            <span className="insp-back">
              <Icon name="chevron" />
            </span>
          </IconButton>
          <strong>{t('inspect.channel', { channel })}</strong>
          <IconButton
            tone="quiet"
            label={t('inspect.next')}
            disabled={place === count - 1}
            onClick={() => onStep(1)}
          >
            <span className="insp-forth">
              <Icon name="chevron" />
            </span>
          </IconButton>
        </span>
        <Button pressed={pinned} onClick={onPin}>
          {t('inspect.pin')}
        </Button>
      </div>
      <div
        role="slider"
        tabIndex={0}
        aria-label={t('inspect.probe', { channel })}
        aria-valuemin={0}
        aria-valuemax={map.height * map.width - 1}
        aria-valuenow={at.y * map.width + at.x}
        aria-valuetext={said}
        className="insp-large"
        style={size}
        onPointerMove={onPointerMove}
        onPointerDown={onPointerMove}
        onPointerLeave={() => onPoint(null)}
        onKeyDown={onKeyDown}
      >
        <MapCanvas
          map={{ values: reading.values, offset: channel * map.height * map.width, ...map }}
          scale={scale}
          {...size}
        />
        {position ? (
          <span
            className="insp-cell"
            style={{
              left: `${(100 * position.x) / map.width}%`,
              top: `${(100 * position.y) / map.height}%`,
              width: `${100 / map.width}%`,
              height: `${100 / map.height}%`,
            }}
          />
        ) : null}
      </div>
    </div>
  );
}

/** What can be said of one channel. */
export function ChannelFacts({
  reading: { channels },
  channel,
}: {
  readonly reading: NodeReading;
  readonly channel: number;
}) {
  const figure = (values: Float32Array): string => formatValue(values[channel] ?? Number.NaN);
  return (
    <FigureList
      rows={[
        { label: t('inspect.figure.strength'), value: figure(channels.strength) },
        { label: t('inspect.figure.mean'), value: figure(channels.mean) },
        { label: t('inspect.figure.range'), value: `${figure(channels.min)} … ${figure(channels.max)}` },
        { label: t('inspect.figure.zeros'), value: formatPercent(channels.zeros[channel] ?? 0) },
      ]}
    />
  );
}
