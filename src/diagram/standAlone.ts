import { required } from '../base/invariant.ts';

/** What a renderer without our style sheet needs to know. */
const properties = [
  'opacity',
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'image-rendering',
] as const;

/** Values that every renderer starts from: not worth writing. */
const initial: ReadonlySet<string> = new Set([
  'opacity: 1',
  'fill-opacity: 1',
  'stroke: none',
  'stroke-opacity: 1',
  'stroke-dasharray: none',
  'stroke-linecap: butt',
  'stroke-linejoin: miter',
  'text-anchor: start',
  'image-rendering: auto',
]);

/**
 * The text of an SVG that stands in the document, with the computed look of every element written as attributes, on
 * a ground of `background`. Readable by any renderer: no classes, variables or scripts.
 */
export function standAloneSvg(svg: SVGSVGElement, width: number, height: number, background: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [...svg.querySelectorAll<SVGElement>('*')];
  const to = [...copy.querySelectorAll<SVGElement>('*')];
  from.forEach((element, index) => {
    const target = required(to[index], 'copied element');
    const style = getComputedStyle(element);
    for (const name of [...target.getAttributeNames()]) {
      if (/^(id|class|style|role|tabindex|data-|aria-)/.test(name)) target.removeAttribute(name);
    }
    if (
      style.display === 'none' ||
      style.visibility === 'hidden' ||
      element.matches('.rx-hit, [role="group"]')
    ) {
      target.setAttribute('display', 'none');
      return;
    }
    if (element.tagName === 'g' || element.tagName === 'title') return;
    const isText = element.tagName === 'text' || element.tagName === 'tspan';
    for (const property of properties) {
      if (!isText && (property.startsWith('font') || property === 'text-anchor')) continue;
      const value = style.getPropertyValue(property);
      if (value !== '' && !initial.has(`${property}: ${value}`)) target.setAttribute(property, value);
    }
  });
  for (const element of [...copy.querySelectorAll('[display="none"]')]) element.remove();
  for (const name of copy.getAttributeNames()) copy.removeAttribute(name);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(Math.ceil(width)));
  copy.setAttribute('height', String(Math.ceil(height)));
  copy.setAttribute('viewBox', `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`);
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of [
    ['width', '100%'],
    ['height', '100%'],
    ['fill', background],
  ] as const) {
    ground.setAttribute(name, value);
  }
  copy.prepend(ground);
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}
