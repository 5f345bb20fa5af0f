/** The two 16-bit floating point formats that checkpoints come in, to float32 and back. */

let halfTable: Float32Array | undefined;

/** All 65 536 IEEE half-precision values, made once: a look-up is several times faster than the arithmetic. */
function halves(): Float32Array {
  if (halfTable) return halfTable;
  const table = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits += 1) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0x1f) table[bits] = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    else if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else table[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  halfTable = table;
  return table;
}

export function halfToFloat(source: Uint16Array): Float32Array<ArrayBuffer> {
  const table = halves();
  const values = new Float32Array(source.length);
  for (let index = 0; index < source.length; index += 1) {
    values[index] = table[source[index] as number] as number;
  }
  return values;
}

/** bfloat16 is the upper half of a float32. */
export function bfloatToFloat(source: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(source.length);
  for (let index = 0; index < source.length; index += 1) bits[index] = (source[index] as number) << 16;
  return new Float32Array(bits.buffer);
}

/** The bits below `shift` are dropped, rounding to nearest and to even at the middle. */
const roundedShift = (bits: number, shift: number): number => {
  const kept = bits >>> shift;
  const rest = bits & (2 ** shift - 1);
  const middle = 2 ** (shift - 1);
  return rest > middle || (rest === middle && (kept & 1) === 1) ? kept + 1 : kept;
};

function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  const exponent = (magnitude >>> 23) - 112;
  // A carry out of the fraction moves into the exponent, as it should; past the largest half it makes infinity.
  if (exponent > 30) return sign | 0x7c00;
  if (exponent > 0) return sign | Math.min(roundedShift(magnitude - (112 << 23), 13), 0x7c00);
  if (exponent < -10) return sign;
  return sign | roundedShift((magnitude & 0x7fffff) | 0x800000, 14 - exponent);
}

/** Rounds to nearest, ties to even; what is too large becomes infinity. */
export function floatToHalf(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, halfBits);
}

/** Rounds to nearest, ties to even. */
export function floatToBfloat(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, (pattern) =>
    (pattern & 0x7fffffff) > 0x7f800000 ? (pattern >>> 16) | 0x40 : roundedShift(pattern, 16),
  );
}
