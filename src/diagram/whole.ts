import { select } from 'd3';
import { createPainter, type Picture } from './painter.ts';
import { standAloneSvg } from './standAlone.ts';

/** What of a picture is left where there is no view, no selection and no motion. */
export type Whole = Pick<Picture, 'scene' | 'faded' | 'changed' | 'picture'>;

/** A whole scene under `host`, in full detail, one unit to a CSS pixel: nothing pans, nothing answers. */
export function drawWhole(host: HTMLElement, whole: Whole): SVGSVGElement {
  const svg = select(host).append('svg').attr('class', 'rx-svg').attr('data-detail', 3);
  const { width, height } = whole.scene;
  svg.attr('width', Math.ceil(width)).attr('height', Math.ceil(height));
  createPainter(svg.append('g').node() as SVGGElement).paint({
    ...whole,
    selection: null,
    cursor: null,
    detail: 3,
    motion: 0,
    sight: { left: 0, top: 0, right: width, bottom: height },
  });
  return svg.node() as SVGSVGElement;
}

/** The same as a stand-alone SVG document, in the theme and on the ground of `host`; leaves nothing behind there. */
export function wholeSvg(host: HTMLElement, whole: Whole): string {
  const aside = select(host)
    .append('div')
    .style('position', 'absolute')
    .style('visibility', 'visible')
    .style('left', '-99999px');
  const { width, height } = whole.scene;
  const svg = drawWhole(aside.node() as HTMLDivElement, whole);
  const text = standAloneSvg(svg, width, height, getComputedStyle(host).backgroundColor);
  aside.remove();
  return text;
}
