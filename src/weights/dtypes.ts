/** Types of stored values, by the names that safetensors has for them. */

/** Bytes per value of every type that fills whole bytes. */
export const dtypeBytes = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  F8_E8M0: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
  C64: 8,
} as const;

export type DType = keyof typeof dtypeBytes;

/** Types that a network's tensors can be read from. */
export const floatDTypes = ['F32', 'F16', 'BF16', 'F64'] as const satisfies readonly DType[];
export type FloatDType = (typeof floatDTypes)[number];

export const isFloat = (dtype: DType): dtype is FloatDType =>
  (floatDTypes as readonly DType[]).includes(dtype);
