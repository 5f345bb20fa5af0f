import { useState } from 'react';
import { editSpec, optionValue } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import type { WeightsReport } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { Button, Hint, RadioGroup, Select } from '../../ui/index.ts';
import { titleOf } from '../../weights/offer.ts';
import { optionLabel, valueLabel } from './choices.ts';

type Question = WeightsReport['questions'][number];
type Answers = Readonly<Record<string, string | number>>;

/** Opens the network that a file would fit, where one could be told, after asking what its tensors do not tell. */
export function OpenAs({
  report: { suggestion, questions },
  onOpen,
}: {
  readonly report: WeightsReport;
  readonly onOpen: (spec: FamilySpec) => void;
}) {
  return suggestion ? <Ask suggestion={suggestion} questions={questions} onOpen={onOpen} /> : null;
}

function Ask({
  suggestion,
  questions,
  onOpen,
}: {
  readonly suggestion: FamilySpec;
  readonly questions: readonly Question[];
  readonly onOpen: (spec: FamilySpec) => void;
}) {
  const [answers, setAnswers] = useState<Answers>({});
  const spec = editSpec(suggestion, answers).spec;
  const name = titleOf(spec);
  const answer = (option: string, value: string | number): void =>
    setAnswers((before) => ({ ...before, [option]: value }));
  const stride = questions.find(({ option }) => option === 'strideAt');
  const rest = questions.filter((question) => question !== stride);
  const assumed = rest.map(
    ({ option }) => `${optionLabel(spec, option)} ${valueLabel(option, optionValue(spec, option))}`,
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
        onClick={() => onOpen(spec)}
      >
        {t('weights.openAs', { name })}
      </Button>
    </div>
  );
}

function controlOf({ option, values }: Question, spec: FamilySpec) {
  return {
    label: optionLabel(spec, option),
    value: optionValue(spec, option) as string | number,
    options: values.map((value) => ({ value, label: valueLabel(option, value) })),
  };
}
