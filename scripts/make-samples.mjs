/**
 * Paints the sample pictures in public/samples. They are our own: shapes, gradients, strokes and noise laid out below,
 * each drawn at three times its size and scaled down. The same code gives the same picture. Run by hand after a change:
 *   node scripts/make-samples.mjs
 */
import { mkdirSync } from 'node:fs';
import sharp from 'sharp';
import { paintings } from './samples/paintings.mjs';

const folder = new URL('../public/samples/', import.meta.url);
mkdirSync(folder, { recursive: true });

const encoders = {
  jpg: (image) => image.jpeg({ quality: 88, mozjpeg: true }),
  png: (image) => image.png({ palette: true, colours: 200, dither: 0.9, effort: 10 }),
  webp: (image) => image.webp({ quality: 88, effort: 6 }),
};

for (const { file, width, height, paint } of paintings) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width * 3}" height="${height * 3}" viewBox="0 0 ${width} ${height}">${paint(width, height)}</svg>`;
  const picture = sharp(Buffer.from(svg))
    .flatten({ background: '#fff' })
    .resize(width, height, { kernel: 'lanczos3' });
  const encode = encoders[file.split('.').at(-1)];
  const { size } = await encode(picture).toFile(new URL(file, folder).pathname);
  console.log(`${file}  ${width} x ${height}  ${(size / 1024).toFixed(1)} kB`);
}
