/** What we decode. The order is the one in which a person reads it in messages. */
export const imageFormats = ['png', 'jpeg', 'webp', 'gif', 'avif'] as const;
export type ImageFormat = (typeof imageFormats)[number];

export const formatNames: { readonly [F in ImageFormat]: string } = {
  png: 'PNG',
  jpeg: 'JPEG',
  webp: 'WebP',
  gif: 'GIF',
  avif: 'AVIF',
};

/** 8-bit RGB pixels, interleaved, row by row from the top left: `rgb.length === width * height * 3`. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array<ArrayBuffer>;
}

/** EXIF orientation: 1 upright, 2 mirrored, 3 half turn, … 8 a quarter turn; how the stored pixels were turned. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** A picture as a person sees it: upright, opaque, first frame. */
export interface DecodedImage extends RgbImage {
  /** `pixels` for what never was a file, such as a webcam frame. */
  readonly format: ImageFormat | 'pixels';
  /** Whether any pixel was not fully opaque; those were laid over white. */
  readonly hadAlpha: boolean;
  /** The orientation that the file asked for. It has been applied. */
  readonly orientation: Orientation;
}
