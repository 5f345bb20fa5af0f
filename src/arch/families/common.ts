/** What the specs of all families have: the ends of a network. Their options are taken into a family's table. */
import type { OptionTable } from '../options.ts';

export interface CommonSpec {
  readonly classes: number;
  readonly inputChannels: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
}

/** Pixels. */
export const inputSides = { min: 32, max: 4096 } as const;

/** Options that change nothing between the ends, by name: they stay when another network of the family is opened. */
export const commonOptions: OptionTable<CommonSpec & { readonly family: string }> = {
  classes: { kind: 'integer', min: 1, max: 50_000, label: 'spec.classes', help: 'spec.classes.help' },
  inputChannels: {
    kind: 'integer',
    min: 1,
    max: 64,
    label: 'spec.inputChannels',
    help: 'spec.inputChannels.help',
  },
  inputHeight: {
    kind: 'integer',
    ...inputSides,
    label: 'spec.inputHeight',
    help: 'spec.inputHeight.help',
  },
  inputWidth: { kind: 'integer', ...inputSides, label: 'spec.inputWidth', help: 'spec.inputWidth.help' },
};

/** Options of training and of the non-linearity, which several families have in the same form. */
export const sharedOptions = {
  survival: { kind: 'number', min: 0.05, max: 1, label: 'spec.survival', help: 'spec.survival.help' },
  activation: {
    kind: 'choice',
    values: ['relu', 'relu6', 'leakyRelu', 'elu', 'silu', 'hardSwish'],
    label: 'spec.activation',
    help: 'spec.activation.help',
  },
  norm: { kind: 'choice', values: ['batch', 'group'], label: 'spec.norm', help: 'spec.norm.help' },
} as const;

/** ImageNet's. */
export const imageNet: CommonSpec = { classes: 1000, inputChannels: 3, inputHeight: 224, inputWidth: 224 };

export const inputOf = ({ inputChannels, inputHeight, inputWidth }: CommonSpec) => ({
  channels: inputChannels,
  height: inputHeight,
  width: inputWidth,
});
