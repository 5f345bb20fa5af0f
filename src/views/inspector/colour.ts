/** From a value to a colour: which range a picture is scaled to, and the maps themselves. */
import { interpolateRdBu, interpolateViridis, rgb } from 'd3';
import { required } from '../../base/invariant.ts';
import type { ChannelFigures, Figures } from '../../runtime/contract.ts';

export interface Extent {
  readonly min: number;
  readonly max: number;
}

/** `channel`: each picture uses the whole map. `layer`: one range for the node. `shared`: one for all nodes looked at. */
export const scaleModes = ['layer', 'channel', 'shared'] as const;
export type ScaleMode = (typeof scaleModes)[number];

/** A map and the values of its two ends. `low` is the first colour, `high` the last. */
export interface ColourScale {
  readonly kind: 'sequential' | 'diverging';
  readonly low: number;
  readonly high: number;
}

/** Colours of a map: index 0 the lowest value. As the bytes R, G, B, A in memory on a little-endian machine. */
export const lutSize = 256;

/** Stands for NaN and infinite values. In neither map. */
export const notFiniteColour = pack('#ff00c8');

function pack(colour: string): number {
  const { r, g, b } = rgb(colour);
  return ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
}

const interpolators: { readonly [K in ColourScale['kind']]: (t: number) => string } = {
  sequential: interpolateViridis,
  /** Blue below zero, white at zero, red above: told apart by every kind of colour vision. */
  diverging: (t) => interpolateRdBu(1 - t),
};

const made = new Map<ColourScale['kind'], Uint32Array>();

export function lutOf(kind: ColourScale['kind']): Uint32Array {
  const known = made.get(kind);
  if (known) return known;
  const lut = Uint32Array.from({ length: lutSize }, (_, i) => pack(interpolators[kind](i / (lutSize - 1))));
  made.set(kind, lut);
  return lut;
}

/** Evenly spaced CSS colours of a map, for a legend. */
export const stopsOf = (kind: ColourScale['kind'], count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => interpolators[kind](i / (count - 1)));

/**
 * Data without negative values gets the sequential map from 0; data with negative values gets the diverging one with 0
 * in the middle. So zero always has the same colour, whatever the range.
 */
export function scaleOf({ min, max }: Extent, signed = min < 0): ColourScale {
  if (!signed) return { kind: 'sequential', low: 0, high: Math.max(0, max) };
  const reach = Math.max(Math.abs(min), Math.abs(max));
  return { kind: 'diverging', low: -reach, high: reach };
}

export const widen = (a: Extent | null, b: Extent): Extent =>
  a === null ? b : { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };

/**
 * The scale of one channel's picture. In one layer all channels use the same kind of map, or the mosaic would mix two.
 * `shared` is the extent of all nodes looked at so far.
 */
export function channelScale(
  mode: ScaleMode,
  figures: Figures,
  channels: ChannelFigures,
  channel: number,
  shared: Extent,
): ColourScale {
  if (mode === 'layer') return scaleOf(figures);
  if (mode === 'shared') return scaleOf(shared);
  const own = {
    min: required(channels.min[channel], 'min of a channel'),
    max: required(channels.max[channel], 'max of a channel'),
  };
  return scaleOf(own, figures.min < 0);
}

/** Place in the map, 0 … 255. A scale without any width has everything at its low end. */
export function lutIndex({ low, high }: ColourScale, value: number): number {
  if (!(high > low)) return 0;
  const place = Math.round(((value - low) / (high - low)) * (lutSize - 1));
  return Math.min(lutSize - 1, Math.max(0, place));
}
