import { useEffect, useMemo, useRef } from 'react';
import { differenceOf } from '../../image/difference.ts';
import type { RgbImage } from '../../image/types.ts';
import { selectLabels, selectStale } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { formatPercent, formatValue, Hint, Switch } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { topClasses } from '../predictions/topClasses.ts';
import { fitInside, toRgba } from './geometry.ts';
import { largestChange } from './logitChange.ts';
import { draw } from './pictures.tsx';

/** The recipe's exact resampling, or the canvas as on most pages; and what that does. */
export function Scaling() {
  const on = useExplorer((state) => state.view.canvasScaling);
  const setView = useExplorer((state) => state.setView);
  const image = useExplorer((state) => state.image);
  return (
    <>
      <Switch
        label={t('image.scaling')}
        detail={t(on ? 'image.scaling.on' : 'image.scaling.off')}
        checked={on}
        onChange={(canvasScaling) => setView({ canvasScaling })}
      />
      {image.exact && image.prepared ? (
        <div className="img-changes">
          <h3>{t('image.scaling.title')}</h3>
          <Pictures exact={image.exact.crop} scaled={image.prepared.crop} />
          <Answers />
        </div>
      ) : null}
    </>
  );
}

const box = { width: 82, height: 82 };

function Picture({
  image,
  text,
  caption,
}: {
  readonly image: RgbImage;
  readonly text: string;
  readonly caption: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = fitInside(image, box);
  useEffect(() => draw(canvas.current, toRgba(image), image.width), [image]);
  return (
    <figure>
      <canvas ref={canvas} role="img" aria-label={text} style={size} />
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

function Pictures({ exact, scaled }: { readonly exact: RgbImage; readonly scaled: RgbImage }) {
  const { max, mean, differing, picture, gain } = useMemo(() => differenceOf(exact, scaled), [exact, scaled]);
  const exactText = t('image.scaling.exact');
  const canvasText = t('image.scaling.canvas');
  const values = { max, mean: formatValue(mean), share: formatPercent(differing) };
  return (
    <>
      <div className="img-three-pictures">
        <Picture image={exact} text={exactText} caption={exactText} />
        <Picture image={scaled} text={canvasText} caption={canvasText} />
        <Picture
          image={picture}
          text={t('image.scaling.differenceAlt')}
          caption={t('image.scaling.difference', { gain: formatValue(gain, 2) })}
        />
      </div>
      <p>{max === 0 ? t('image.scaling.same') : t('image.scaling.pixels', values)}</p>
    </>
  );
}

const listed = 5;

/** Both answers side by side. */
function Answers() {
  const scaled = useExplorer((state) => state.run.result?.logits ?? null);
  const exact = useExplorer((state) => state.run.exactLogits);
  const stale = useExplorer(selectStale);
  const labels = useExplorer(selectLabels);
  const top = useMemo(
    () =>
      exact && scaled
        ? [topClasses(exact, listed).top, topClasses(scaled, listed).top].map((list) => [...list])
        : null,
    [exact, scaled],
  );
  if (!exact || !scaled || !top || stale) return <Hint>{t('image.scaling.waiting')}</Hint>;
  const nameOf = (index: number): string => labels?.[index] ?? t('predict.class', { index });
  const { index, from, to } = largestChange(exact, scaled);
  const [left = [], right = []] = top;
  return (
    <>
      <p>
        {t('image.scaling.logits', {
          change: formatValue(Math.abs(to - from)),
          name: nameOf(index),
          from: formatValue(from, 4),
          to: formatValue(to, 4),
        })}
      </p>
      <table className="img-both">
        <caption>{t('image.scaling.top')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('image.scaling.exact')}</th>
            <th scope="col">{t('image.scaling.canvas')}</th>
          </tr>
        </thead>
        <tbody>
          {left.map((entry, rank) => (
            <tr key={entry.index}>
              {[entry, right[rank]].map((one, side) =>
                one ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: there are two sides, always in this order
                  <td key={side} title={nameOf(one.index)}>
                    <span>
                      <span>{nameOf(one.index)}</span>
                      <span>{formatPercent(one.probability)}</span>
                    </span>
                  </td>
                ) : null,
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
