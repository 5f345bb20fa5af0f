/**
 * All that can be typed, described once: the parser, the help and the README's table are made from it.
 */
import { defaultRecipe, interpolations } from '../image/recipe.ts';
import { quickSide } from '../runtime/check/size.ts';
import type { BackendId } from '../runtime/contract.ts';
import type { MessageKey } from '../text/index.ts';
import { UsageError } from './errors.ts';

/** An option with a value: how the value is written in the help, and how its text is read. */
export interface ValueOption<T> {
  readonly kind: 'value';
  readonly value: string;
  readonly help: MessageKey;
  /** What holds when the option is not given, as it would be typed; null where the help's text says it. */
  readonly fallback: string | null;
  /** A letter that may be typed with one dash instead of the name. */
  readonly letter?: string;
  /** Throws UsageError. `option` is the name with its dashes. */
  parse(text: string, option: string): T;
}

export interface FlagOption {
  readonly kind: 'flag';
  readonly help: MessageKey;
}

export interface Size {
  readonly height: number;
  readonly width: number;
}

/** The backends that run without a browser. */
const terminalBackends = ['wasm', 'cpu', 'webgpu'] as const satisfies readonly BackendId[];
export type TerminalBackend = (typeof terminalBackends)[number];

/** A value as a message shows it. */
export const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

function parseSize(text: string, option: string): Size {
  const [, height, width] = /^(\d{1,6})x(\d{1,6})$/i.exec(text) ?? [];
  if (height === undefined || width === undefined) {
    throw new UsageError('cli.error.size', { option, value: short(text) });
  }
  return { height: Number(height), width: Number(width) };
}

const integer =
  (min: number, max: number) =>
  (text: string, option: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new UsageError('cli.error.integer', { option, value: short(text), min, max });
    }
    return value;
  };

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function parseNumber(text: string, option: string): number {
  if (!decimal.test(text)) throw new UsageError('cli.error.number', { option, value: short(text) });
  return Number(text);
}

/** One for each of red, green and blue; a single number stands for all three. */
function parseNumbers(text: string, option: string): readonly number[] {
  const parts = text.split(',').map((part) => part.trim());
  if ((parts.length !== 3 && parts.length !== 1) || !parts.every((part) => decimal.test(part))) {
    throw new UsageError('cli.error.numbers', { option, value: short(text) });
  }
  return parts.map(Number);
}

const choice =
  <const T extends string>(allowed: readonly T[]) =>
  (text: string, option: string): T => {
    const found = allowed.find((entry) => entry === text);
    if (found === undefined) {
      throw new UsageError('cli.error.choice', { option, value: short(text), allowed: allowed.join(', ') });
    }
    return found;
  };

const plain = (text: string): string => text;

const value = <T>(
  shown: string,
  help: MessageKey,
  fallback: string | null,
  parse: ValueOption<T>['parse'],
): ValueOption<T> => ({ kind: 'value', value: shown, help, fallback, parse });

const flag = (help: MessageKey): FlagOption => ({ kind: 'flag', help });

const recipeOptions = {
  'crop-pct': value('P', 'cli.option.cropPct', String(defaultRecipe.cropPct), parseNumber),
  interpolation: value(
    interpolations.join('|'),
    'cli.option.interpolation',
    defaultRecipe.interpolation,
    choice(interpolations),
  ),
};

/** The largest side that the option takes; what a network or a recipe can take is theirs to say. */
const maxSide = 4096;
const maxTop = 50_000;

const common = { json: flag('cli.option.json'), help: flag('cli.option.help') };

export const commands = {
  describe: {
    operand: 'NAME|JSON',
    operandHelp: 'cli.operand.network',
    help: 'cli.describe',
    options: { size: value('HxW', 'cli.option.size', null, parseSize), ...common },
  },
  run: {
    operand: 'NAME|JSON|hf-hub:ORG/NAME',
    operandHelp: 'cli.operand.run',
    help: 'cli.run',
    options: {
      weights: value('seeded|trained|FILE|hf-hub:ORG/NAME', 'cli.option.weights', null, plain),
      part: value('PATH', 'cli.option.part', null, plain),
      labels: value('FILE', 'cli.option.labels', null, plain),
      pattern: flag('cli.option.pattern'),
      image: value('FILE', 'cli.option.image', null, plain),
      'image-size': value('N', 'cli.option.imageSize.run', null, integer(1, maxSide)),
      ...recipeOptions,
      mean: value('a,b,c', 'cli.option.mean', defaultRecipe.mean.join(','), parseNumbers),
      std: value('a,b,c', 'cli.option.std', defaultRecipe.std.join(','), parseNumbers),
      size: value('HxW', 'cli.option.size', null, parseSize),
      backend: value(terminalBackends.join('|'), 'cli.option.backend', 'wasm', choice(terminalBackends)),
      top: value('K', 'cli.option.top', '5', integer(1, maxTop)),
      ...common,
    },
  },
  check: {
    operand: 'NAME|JSON',
    operandHelp: 'cli.operand.network',
    help: 'cli.check',
    options: {
      backend: value(terminalBackends.join('|'), 'cli.option.backend', 'wasm', choice(terminalBackends)),
      size: value('HxW', 'cli.option.size.check', String(quickSide), parseSize),
      ...common,
    },
  },
  preprocess: {
    operand: 'FILE',
    operandHelp: 'cli.operand.image',
    help: 'cli.preprocess',
    options: {
      'image-size': value(
        'N',
        'cli.option.imageSize',
        String(defaultRecipe.imageSize.height),
        integer(1, maxSide),
      ),
      ...recipeOptions,
      ...common,
    },
  },
  export: {
    operand: 'NAME|JSON|hf-hub:ORG/NAME',
    operandHelp: 'cli.operand.run',
    kinds: ['pytorch', 'training', 'onnx', 'safetensors'],
    help: 'cli.export',
    options: {
      output: { ...value('PATH', 'cli.option.output', null, plain), letter: 'o' },
      weights: value('seeded|trained|FILE|hf-hub:ORG/NAME', 'cli.option.weights', null, plain),
      part: value('PATH', 'cli.option.part', null, plain),
      classes: value('N', 'cli.option.classes', null, integer(1, maxTop)),
      size: value('HxW', 'cli.option.size', null, parseSize),
      half: flag('cli.option.half'),
      fold: flag('cli.option.fold'),
      bare: flag('cli.option.bare'),
      ...common,
    },
  },
} as const satisfies Readonly<Record<string, CommandDescription>>;

export interface CommandDescription {
  /** What the command does it to or into: a word before the operand. */
  readonly kinds?: readonly string[];
  readonly operand: string;
  readonly operandHelp: MessageKey;
  readonly help: MessageKey;
  readonly options: Readonly<Record<string, ValueOption<unknown> | FlagOption>>;
}

export type CommandName = keyof typeof commands;
export const commandNames = Object.keys(commands) as readonly CommandName[];

type Options<C extends CommandName> = (typeof commands)[C]['options'];

/** What was typed for a command: flags are true or absent, other options have their value or are absent. */
export type Given<C extends CommandName> = {
  readonly [K in keyof Options<C>]?: Options<C>[K] extends ValueOption<infer T> ? T : true;
};

/** The word before the operand, for commands that take one. */
export type Kind<C extends CommandName> = (typeof commands)[C] extends {
  readonly kinds: readonly (infer K)[];
}
  ? K
  : undefined;

/** Discriminated by `command`. */
export type Parsed = {
  [C in CommandName]: {
    readonly command: C;
    readonly kind: Kind<C>;
    readonly operand: string;
    readonly given: Given<C>;
  };
}[CommandName];
