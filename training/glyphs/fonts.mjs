/**
 * Open fonts (SIL Open Font License or Apache License, packaged by Fontsource). No family of `heldOut` is ever used for
 * training: what the table of accuracies calls held-out are these fonts.
 */
export const training = [
  ...[
    'roboto',
    'open-sans',
    'montserrat',
    'nunito',
    'raleway',
    'oswald',
    'source-sans-3',
    'work-sans',
    'inter',
  ],
  ...[
    'poppins',
    'ubuntu',
    'fira-sans',
    'dosis',
    'cabin',
    'quicksand',
    'titillium-web',
    'josefin-sans',
    'exo-2',
  ],
  ...['comfortaa', 'overpass', 'mukta', 'merriweather', 'lora', 'playfair-display', 'noto-serif', 'bitter'],
  ...['libre-baskerville', 'eb-garamond', 'arvo', 'zilla-slab', 'cardo', 'roboto-mono', 'inconsolata'],
  ...['courier-prime', 'space-mono', 'cutive-mono', 'caveat', 'indie-flower', 'kalam', 'permanent-marker'],
  ...[
    'shadows-into-light',
    'amatic-sc',
    'gochi-hand',
    'neucha',
    'coming-soon',
    'schoolbell',
    'just-another-hand',
  ],
  ...['gloria-hallelujah', 'delius', 'special-elite', 'righteous', 'bangers', 'russo-one', 'alfa-slab-one'],
];

export const heldOut = [
  ...[
    'lato',
    'pt-sans',
    'rubik',
    'barlow',
    'karla',
    'varela-round',
    'hind',
    'pt-serif',
    'crimson-text',
    'vollkorn',
  ],
  ...[
    'roboto-slab',
    'bree-serif',
    'fira-mono',
    'ibm-plex-mono',
    'patrick-hand',
    'architects-daughter',
    'handlee',
  ],
  ...['covered-by-your-grace', 'short-stack', 'fredoka'],
];
