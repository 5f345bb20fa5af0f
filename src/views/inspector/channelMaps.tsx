import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { invariant, required } from '../../base/invariant.ts';
import type { NodeReading } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatValue, Section, Select } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { channelScale, scaleModes, type ScaleMode } from './colour.ts';
import { ChannelFacts, ChannelView } from './channelView.tsx';
import { InputPicture } from './inputPicture.tsx';
import { Legend } from './legend.tsx';
import { formOf, type Position, valueAt } from './lookup.ts';
import { channelInWords, Mosaic } from './mosaic.tsx';
import { channelOrder, type Order, orders } from './order.ts';
import { PinnedChannels } from './pinned.tsx';
import { type MapsPreferences, togglePin, withReading } from './preferences.ts';

/** All channels of a node, one of them large, and the same position on the network's input. */
export function ChannelMaps({
  reading,
  preferences,
  onPreferences,
}: {
  readonly reading: NodeReading;
  readonly preferences: MapsPreferences;
  readonly onPreferences: (change: (before: MapsPreferences) => MapsPreferences) => void;
}) {
  const form = formOf(reading.shape);
  invariant(form.kind === 'maps', 'maps');
  const { channels, height, width } = form;
  const map = useMemo(() => ({ height, width }), [height, width]);
  const { order: by, mode, opacity, shared } = preferences;
  const order = useMemo(() => channelOrder(reading.channels, by), [reading, by]);
  const crop = useExplorer((state) => state.image.prepared?.crop ?? null);
  const [place, setPlace] = useState(0);
  const [open, setOpen] = useState(false);
  const [pointed, setPointed] = useState<{ channel: number; position: Position } | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const room = useRoom(box);

  useEffect(() => onPreferences((before) => withReading(before, reading)), [reading, onPreferences]);
  const extent = shared?.extent ?? reading.figures;
  const scaleFor = useCallback(
    (channel: number) => channelScale(mode, reading.figures, reading.channels, channel, extent),
    [mode, reading, extent],
  );

  const at = Math.min(place, channels - 1);
  const cursor = required(order[at], 'the channel under the cursor');
  const shown = open ? cursor : (pointed?.channel ?? cursor);
  const position = pointed?.position ?? null;
  const scale = useMemo(() => scaleFor(shown), [scaleFor, shown]);
  const shownMap = useMemo(
    () => ({ values: reading.values, offset: shown * height * width, height, width }),
    [reading, shown, height, width],
  );
  const pins = (preferences.pins[reading.node] ?? []).filter((channel) => channel < channels);
  const openAt = (next: number): void => {
    setPlace(next);
    setPointed(null);
    setOpen(true);
  };
  const openChannel = (channel: number): void => openAt(Math.max(0, order.indexOf(channel)));
  const pointShown = (next: Position | null): void =>
    setPointed(next === null ? null : { channel: shown, position: next });
  const close = (): void => {
    setOpen(false);
    setPointed(null);
    // The mosaic takes the focus back that the closed view had.
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('[role="listbox"]')?.focus());
  };
  const said = position
    ? t('inspect.value', {
        channel: shown,
        y: position.y,
        x: position.x,
        value: formatValue(valueAt(reading.values, map, shown, position)),
      })
    : channelInWords(reading, shown);

  return (
    <div className="insp-stack" ref={box}>
      <PinnedChannels reading={reading} map={map} pins={pins} scaleFor={scaleFor} onOpen={openChannel} />
      {open ? (
        <ChannelView
          reading={reading}
          map={map}
          channel={cursor}
          place={at}
          count={channels}
          scale={scale}
          width={room}
          position={position}
          pinned={pins.includes(cursor)}
          onPoint={pointShown}
          onStep={(step) => setPlace(Math.min(channels - 1, Math.max(0, at + step)))}
          onPin={() => onPreferences((before) => togglePin(before, reading.node, cursor))}
          onClose={close}
        />
      ) : (
        <Mosaic
          reading={reading}
          map={map}
          order={order}
          scaleFor={scaleFor}
          place={at}
          pinned={pins}
          onMove={(next) => {
            setPlace(next);
            setPointed(null);
          }}
          onPoint={setPointed}
          onOpen={openAt}
        />
      )}
      <div className="insp-options">
        <span className="insp-faint">{t('inspect.channels', { count: channels })}</span>
        <Select<Order>
          label={t('inspect.sort')}
          hideLabel
          value={by}
          onChange={(next) => {
            onPreferences((before) => ({ ...before, order: next }));
            setPlace(0);
          }}
          options={orders.map((value) => ({ value, label: t(`inspect.sort.${value}`) }))}
        />
        <Select<ScaleMode>
          label={t('inspect.scale')}
          hideLabel
          value={mode}
          onChange={(next) => onPreferences((before) => ({ ...before, mode: next }))}
          options={scaleModes.map((value) => ({ value, label: t(`inspect.scale.${value}`) }))}
        />
      </div>
      <Legend scale={scale} own={mode === 'channel' && !open && pointed === null} />
      {mode === 'shared' && shared ? (
        <p className="insp-faint">{t('inspect.scale.sharedBy', { count: shared.nodes.length })}</p>
      ) : null}
      <div className="insp-beside">
        {crop ? (
          <InputPicture
            crop={crop}
            map={shownMap}
            scale={scale}
            opacity={opacity}
            position={position}
            onPoint={pointShown}
          />
        ) : null}
        <div className="insp-stack">
          <output className="insp-readout">{said}</output>
          {crop ? (
            <label className="insp-slider">
              <span>{t('inspect.overlay')}</span>
              <input
                type="range"
                min={0}
                max={100}
                value={Math.round(opacity * 100)}
                onChange={(event) => {
                  const next = Number(event.currentTarget.value) / 100;
                  onPreferences((before) => ({ ...before, opacity: next }));
                }}
              />
            </label>
          ) : null}
        </div>
      </div>
      {open ? (
        <Section title={t('inspect.channel', { channel: cursor })}>
          <ChannelFacts reading={reading} channel={cursor} />
        </Section>
      ) : null}
    </div>
  );
}

/** Width of an element in CSS pixels, kept up to date. */
function useRoom(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(300);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return width;
}
