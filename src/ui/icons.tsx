/** Pictures on buttons: 16 x 16, drawn with the text's colour, hidden from assistive technology. */
const paths = {
  undo: 'M6 3 2.5 6.5 6 10M3 6.5h6.2a3.8 3.8 0 0 1 0 7.6H6.5',
  redo: 'M10 3l3.5 3.5L10 10M13 6.5H6.8a3.8 3.8 0 0 0 0 7.6h2.7',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  open: 'M3.5 6 8 2 12.5 6M3.5 10 8 14l4.5-4',
  fold: 'M3.5 2.5 8 6.5l4.5-4M3.5 13.5 8 9.5l4.5 4',
  close: 'M4 4l8 8M12 4l-8 8',
  chevron: 'M4 6l4 4 4-4',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M12.8 3.2l-1.1 1.1M4.3 11.7l-1.1 1.1',
  moon: 'M13.5 9.7A5.9 5.9 0 0 1 6.3 2.5a5.9 5.9 0 1 0 7.2 7.2z',
  auto: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 2v12M8 5.5h4.5M8 8h6M8 10.5h4.5',
  share: 'M8 10V2M5 4.7 8 1.8l3 2.9M3 8.5v5h10v-5',
  export: 'M8 2v8M5 7.3 8 10.2l3-2.9M3 10.5v3h10v-3',
  controls: 'M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6M10 2.7v3.6M6 9.7v3.6',
  inspect: 'M7 2.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6M10.5 10.5 14 14',
  pen: 'M3 13l.7-3L11 2.7l2.3 2.3L6 12.3zM9.5 4.2l2.3 2.3',
  flask: 'M6 2h4M6.7 2v4.2L3 12.6a1 1 0 0 0 .9 1.4h8.2a1 1 0 0 0 .9-1.4L9.3 6.2V2M4.7 10h6.6',
  note: 'M2.5 3.2h11v7.6H8L4.8 13.6v-2.8H2.5zM5.2 6h5.6M5.2 8.2h3.6',
  warning: 'M8 2.2 14.5 13.5h-13zM8 6.5v3.3M8 11.5v.4',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
