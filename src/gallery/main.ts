/**
 * Every preset of every family on one page, for those who work on the drawing: `npm run dev`, then `/gallery.html`. Not
 * part of the built page, so its few words are English and stand here. The address may say `filter`, `theme` and
 * `size=full`. The tests take the same drawings from `window.gallery`.
 */
import '../app/theme.css';
import { drawWhole, type Whole, wholeSvg } from '../diagram/index.ts';
import type { Scene } from '../layout/index.ts';
import { formatCount } from '../ui/format.ts';
import { drawingsOf, type Entry, entries } from './drawings.ts';
import './gallery.css';

const query = new URLSearchParams(location.search);
const nothing: ReadonlySet<string> = new Set();
const whole = (scene: Scene): Whole => ({
  scene,
  faded: nothing,
  changed: nothing,
  picture: () => undefined,
});

function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Draws when the reader comes near, and lets go when they are far: all at once would be millions of elements. */
const near = '1200px';
const watch = new IntersectionObserver(
  (changes) => {
    for (const { target, isIntersecting } of changes) {
      const card = cards.get(target);
      if (isIntersecting) card?.draw();
      else card?.clear();
    }
  },
  { rootMargin: `${near} 0px` },
);

interface Card {
  readonly entry: Entry;
  readonly element: HTMLElement;
  draw(): void;
  clear(): void;
}

function figure(scene: Scene, words: string): HTMLElement {
  const made = make('figure', {}, make('figcaption', {}, words));
  const frame = make('div', { class: 'gallery-drawing' });
  const svg = drawWhole(frame, whole(scene));
  svg.setAttribute('viewBox', `0 0 ${svg.getAttribute('width')} ${svg.getAttribute('height')}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', words);
  made.append(frame);
  return made;
}

function createCard(entry: Entry): Card {
  const { name, title, family } = entry;
  const figures = make('div', { class: 'gallery-figures' });
  const cost = make('span', { class: 'gallery-cost' });
  const link = make('a', { href: `./index.html#net=${name}` }, title);
  const heading = make('h2', {}, link);
  const head = make('header', {}, heading, make('code', {}, name), make('span', {}, family), cost);
  const element = make('article', { id: name }, head, figures);
  return {
    entry,
    element,
    draw() {
      if (figures.hasChildNodes()) return;
      const { totals, closed, open, block } = drawingsOf(name);
      cost.textContent = `${formatCount(totals.params)} parameters, ${formatCount(totals.macs)} MACs`;
      figures.append(figure(closed, `${name}, closed`));
      if (block !== null) figures.append(figure(open, `${name}, ${block} open`));
      figures.style.removeProperty('height');
    },
    clear() {
      if (!figures.hasChildNodes()) return;
      figures.style.height = `${figures.offsetHeight}px`;
      figures.replaceChildren();
    },
  };
}

const list = entries.map(createCard);
const cards = new Map<Element, Card>(list.map((card) => [card.element, card]));

const filter = make('input', {
  type: 'search',
  placeholder: 'Filter by name or family',
  'aria-label': 'Filter',
  value: query.get('filter') ?? '',
});
const count = make('output', {});
const dark = make('input', { type: 'checkbox' });
dark.checked =
  query.get('theme') === null
    ? matchMedia('(prefers-color-scheme: dark)').matches
    : query.get('theme') === 'dark';
const full = make('input', { type: 'checkbox' });
full.checked = query.get('size') === 'full';

function apply(): void {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { entry, element } of list) {
    const text = `${entry.name} ${entry.title} ${entry.family}`.toLowerCase();
    element.hidden = !words.every((word) => text.includes(word));
    if (!element.hidden) shown += 1;
  }
  count.textContent = `${shown} of ${list.length}`;
  document.documentElement.dataset['theme'] = dark.checked ? 'dark' : 'light';
  document.body.classList.toggle('gallery-full', full.checked);
  const next = new URLSearchParams({ theme: dark.checked ? 'dark' : 'light' });
  if (filter.value !== '') next.set('filter', filter.value);
  if (full.checked) next.set('size', 'full');
  history.replaceState(null, '', `?${next}${location.hash}`);
}

for (const control of [filter, dark, full]) control.addEventListener('input', apply);
document.body.append(
  make(
    'div',
    { class: 'gallery-bar' },
    make('h1', {}, 'Gallery'),
    filter,
    count,
    make('label', {}, dark, ' Dark'),
    make('label', {}, full, ' Full size'),
  ),
  make('main', {}, ...list.map(({ element }) => element)),
);
apply();
for (const { element } of list) watch.observe(element);

/** Both drawings of a preset as the page would save them, in the present theme. */
function svgs(name: string): { readonly closed: string; readonly open: string } {
  const host = make('div', { class: 'gallery-ground' });
  document.body.append(host);
  const { closed, open } = drawingsOf(name);
  const texts = { closed: wholeSvg(host, whole(closed)), open: wholeSvg(host, whole(open)) };
  host.remove();
  return texts;
}

declare global {
  interface Window {
    gallery: { readonly names: readonly string[]; readonly svgs: typeof svgs };
  }
}
window.gallery = { names: entries.map(({ name }) => name), svgs };
