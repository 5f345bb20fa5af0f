import type { NodeReading } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import type { ColourScale } from './colour.ts';
import { MapCanvas } from './mapCanvas.tsx';
import { fitInside } from '../image/geometry.ts';

const box = { width: 64, height: 64 };

/** Channels that a person wants to keep in sight, whatever the order. */
export function PinnedChannels({
  reading,
  map,
  pins,
  scaleFor,
  onOpen,
}: {
  readonly reading: NodeReading;
  readonly map: { readonly height: number; readonly width: number };
  readonly pins: readonly number[];
  readonly scaleFor: (channel: number) => ColourScale;
  readonly onOpen: (channel: number) => void;
}) {
  if (pins.length === 0) return null;
  return (
    <ul className="insp-pins" aria-label={t('inspect.pinned')}>
      {pins.map((channel) => (
        <li key={channel}>
          <button
            type="button"
            aria-label={t('inspect.open', { channel })}
            title={t('inspect.channel', { channel })}
            onClick={() => onOpen(channel)}
          >
            <MapCanvas
              map={{ values: reading.values, offset: channel * map.height * map.width, ...map }}
              scale={scaleFor(channel)}
              {...fitInside(map, box)}
            />
            <span>{channel}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
