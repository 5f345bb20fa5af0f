/** The `config.json` of a repository: which network, how its pictures are prepared, what its classes are called. */
import * as z from 'zod';
import { type Interpolation, interpolations } from '../image/recipe.ts';
import { printable } from './errors.ts';

/** How a picture is prepared for a checkpoint; only what is known. */
export interface RemoteRecipe {
  readonly side?: number | undefined;
  readonly cropPct?: number | undefined;
  readonly interpolation?: Interpolation | undefined;
  readonly mean?: readonly number[] | undefined;
  readonly std?: readonly number[] | undefined;
}

export interface HubConfig {
  /** timm's name of the network, or null. */
  readonly architecture: string | null;
  readonly tag: string | null;
  readonly classes: number | null;
  readonly labels: readonly string[] | null;
  readonly licence: string | null;
  readonly recipe: RemoteRecipe;
}

const most = { classes: 50_000, label: 200 } as const;

/** A field that cannot be used is as if it were not there: a config never keeps weights out. */
const usable = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);
const side = z.int().min(32).max(4096);
const shape = z.tuple([z.int().min(1).max(64), side, side]);
const share = z.number().min(0.1).max(2);
const triple = z.array(z.number().min(-1000).max(1000)).length(3);
const spread = z.array(z.number().min(1e-6).max(1000)).length(3);
const word = z.string().max(most.label);

const schema = z.object({
  architecture: usable(z.string().regex(/^\w{1,80}$/)),
  num_classes: usable(z.int().min(1).max(most.classes)),
  label_names: usable(z.array(z.string().max(2000)).max(most.classes)),
  label_descriptions: usable(z.record(z.string().max(most.label), z.string().max(4000))),
  pretrained_cfg: usable(
    z.object({
      tag: usable(word),
      license: usable(word),
      num_classes: usable(z.int().min(1).max(most.classes)),
      input_size: usable(shape),
      crop_pct: usable(share),
      interpolation: usable(z.enum(interpolations)),
      mean: usable(triple),
      std: usable(spread),
    }),
  ),
});

const synset = /^n\d{8}$/;

function labelsOf({ label_names: names, label_descriptions: words }: z.infer<typeof schema>) {
  if (names === undefined || names.length === 0) return null;
  const readable = (name: string): string =>
    // A WordNet number says little; its first words say enough.
    synset.test(name) && words !== undefined && Object.hasOwn(words, name) ? (words[name] ?? name) : name;
  return names.map((name) => printable(readable(name), most.label));
}

/** What can be used of a config's text; null where it is no JSON object. Never throws. */
export function parseHubConfig(text: string): HubConfig | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) return null;
  const { architecture = null, num_classes: outer, pretrained_cfg: cfg } = parsed.data;
  const labels = labelsOf(parsed.data);
  const [, height, width] = cfg?.input_size ?? [];
  return {
    architecture,
    tag: cfg?.tag === undefined ? null : printable(cfg.tag),
    classes: outer ?? cfg?.num_classes ?? labels?.length ?? null,
    labels,
    licence: cfg?.license === undefined ? null : printable(cfg.license),
    recipe: {
      side: height === width ? height : undefined,
      cropPct: cfg?.crop_pct,
      interpolation: cfg?.interpolation,
      mean: cfg?.mean,
      std: cfg?.std,
    },
  };
}
