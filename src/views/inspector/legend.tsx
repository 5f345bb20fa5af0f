import { t } from '../../text/index.ts';
import { formatValue } from '../../ui/index.ts';
import { type ColourScale, stopsOf } from './colour.ts';

/** Which colour is which value. `own`: every channel has its own range, so the ends have no one number. */
export function Legend({ scale, own }: { readonly scale: ColourScale; readonly own: boolean }) {
  const gradient = `linear-gradient(to right, ${stopsOf(scale.kind, 16).join(', ')})`;
  const signed = scale.kind === 'diverging';
  const low = own ? (signed ? t('inspect.legend.ownLow') : '0') : formatValue(scale.low);
  const high = own ? t('inspect.legend.ownHigh') : formatValue(scale.high);
  return (
    <div className="insp-legend" role="img" aria-label={t('inspect.legend', { low, high })}>
      <div style={{ backgroundImage: gradient }} />
      <span>{low}</span>
      {signed ? <span>0</span> : null}
      <span>{high}</span>
    </div>
  );
}
