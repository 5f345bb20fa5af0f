import { useState } from 'react';
import { editSpec, optionsOf, optionValue } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import type { WeightsReport } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { Button, Hint, RadioGroup, Select } from '../../ui/index.ts';
import { titleOf } from '../../weights/offer.ts';
import { useServices } from '../context.tsx';
import { valueLabel } from './choices.ts';

type Question = WeightsReport['questions'][number];
type Answers = Readonly<Record<string, string | number>>;

/** The network that a refused file fits, after what its tensors do not tell was asked. */
export function OpenAs({
  suggestion,
  questions,
}: {
  readonly suggestion: FamilySpec;
  readonly questions: readonly Question[];
}) {
  const services = useServices();
  const [answers, setAnswers] = useState<Answers>({});
  const spec = editSpec(suggestion, answers).spec;
  const name = titleOf(spec);
  const answer = (option: string, value: string | number): void =>
    setAnswers((before) => ({ ...before, [option]: value }));
  const stride = questions.find(({ option }) => option === 'strideAt');
  const rest = questions.filter((question) => question !== stride);
  const assumed = rest.map(
    ({ option }) => `${labelOf(spec, option)} ${valueLabel(option, optionValue(spec, option))}`,
  );
  return (
    <div className="spec-ask">
      {stride ? (
        <>
          <Hint>{t('weights.askStride')}</Hint>
          <RadioGroup
            {...controlOf(stride, spec)}
            look="segments"
            onChange={(value) => answer('strideAt', value)}
          />
        </>
      ) : null}
      {rest.length > 0 ? (
        <details>
          <summary>{t('weights.assumed', { values: assumed.join(', ') })}</summary>
          {rest.map((question) => (
            <Select
              key={question.option}
              {...controlOf(question, spec)}
              onChange={(value) => answer(question.option, value)}
            />
          ))}
        </details>
      ) : null}
      <Button
        tone="primary"
        className="spec-weights-as"
        title={t('weights.openAsDetail', { name })}
        onClick={() => services.reopenWeights({ spec })}
      >
        {t('weights.openAs', { name })}
      </Button>
    </div>
  );
}

function labelOf(spec: FamilySpec, option: string): string {
  const description = optionsOf(spec.family)[option];
  return description ? t(description.label) : option;
}

function controlOf({ option, values }: Question, spec: FamilySpec) {
  return {
    label: labelOf(spec, option),
    value: optionValue(spec, option) as string | number,
    options: values.map((value) => ({ value, label: valueLabel(option, value) })),
  };
}
