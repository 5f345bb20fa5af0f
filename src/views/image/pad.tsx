import { useId, useMemo, useState } from 'react';
import { strokeWidths } from '../../image/strokes.ts';
import { selectLabels, selectSpec, selectStale } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Button, formatPercent, Hint } from '../../ui/index.ts';
import { isOfTask } from '../../weights/trained/index.ts';
import { useExplorer } from '../context.tsx';
import { topClasses } from '../predictions/topClasses.ts';
import { contrastOf } from './paintStrokes.ts';
import { NetworkPicture } from './pictures.tsx';
import { useStrokes } from './useStrokes.ts';
import './pad.css';

/** Below this, ink can hardly be told from paper. */
const leastContrast = 1.6;
const seenBox = { width: 64, height: 64 };

/** The drawing pad: what is drawn is the picture, from the first touch on. */
export function Pad() {
  const help = useId();
  const pad = useExplorer((state) => state.pad);
  const setPad = useExplorer((state) => state.setPad);
  const drawn = useExplorer((state) => state.image.drawn);
  const forGlyphs = useExplorer((state) => isOfTask(selectSpec(state)));
  const { canvas, handlers, pen, undo, clear, repaint } = useStrokes();
  const [used, setUsed] = useState(false);
  const empty = pad.strokes.length === 0 && drawn === 'no';
  const penState = pen === null || !used ? '' : t(pen.down ? 'pad.pen.down' : 'pad.pen.up');
  return (
    <div className="pad">
      <div className="pad-paper">
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: an application takes keys and pointers */}
        <canvas
          ref={canvas}
          tabIndex={0}
          role="application"
          aria-label={t('pad.title')}
          aria-describedby={help}
          {...handlers}
          onKeyDown={(event) => {
            if (event.key === ' ') setUsed(true);
            handlers.onKeyDown(event);
          }}
        />
        {empty ? (
          <p className="pad-hint" aria-hidden="true" style={{ color: pad.ink }}>
            {t(forGlyphs ? 'pad.hint' : 'pad.hint.any')}
          </p>
        ) : null}
        {pen ? (
          <span
            className={`pad-pen ${pen.down ? 'pad-pen-down' : ''}`}
            style={{ left: `${100 * pen.x}%`, top: `${100 * pen.y}%` }}
          />
        ) : null}
        <p id={help} className="rx-visually-hidden">
          {t('pad.help')}
        </p>
        <p className="rx-visually-hidden" role="status">
          {penState}
        </p>
      </div>
      <div className="pad-side">
        <div className="pad-looks">
          <Seen />
          <Answer empty={empty} />
        </div>
        <div className="pad-tools">
          <label className="pad-width">
            <span>{t('pad.width')}</span>
            <input
              type="range"
              {...strokeWidths}
              value={pad.width}
              onChange={(event) => setPad({ width: Number(event.currentTarget.value) })}
            />
          </label>
          <label className="pad-colour">
            <input
              type="color"
              value={pad.ink}
              onChange={(event) => setPad({ ink: event.currentTarget.value })}
            />
            <span>{t('pad.ink')}</span>
          </label>
          <label className="pad-colour">
            <input
              type="color"
              value={pad.paper}
              onChange={(event) => {
                setPad({ paper: event.currentTarget.value });
                repaint();
              }}
            />
            <span>{t('pad.paper')}</span>
          </label>
        </div>
        {contrastOf(pad.ink, pad.paper) < leastContrast ? <Hint tone="warn">{t('pad.faint')}</Hint> : null}
        <div className="pad-buttons">
          <Button disabled={pad.strokes.length === 0} onClick={undo}>
            {t('pad.undo')}
          </Button>
          <Button disabled={pad.strokes.length === 0} onClick={clear}>
            {t('pad.clear')}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** The very pixels that the network gets of the drawing. */
function Seen() {
  const prepared = useExplorer((state) => (state.image.drawn === 'no' ? null : state.image.prepared));
  return (
    <figure className="pad-seen">
      {prepared ? <NetworkPicture crop={prepared.crop} box={seenBox} /> : <span className="pad-blank" />}
      <figcaption>{t('image.seen')}</figcaption>
    </figure>
  );
}

/** The first answer beside the pad, moving while one draws; read out when a stroke is done. */
function Answer({ empty }: { readonly empty: boolean }) {
  const result = useExplorer((state) => state.run.result);
  const resultOf = useExplorer((state) => state.run.resultOf);
  const live = useExplorer(({ image }) => image.drawn === 'live' || image.status === 'loading');
  const mine = useExplorer((state) => state.image.drawn !== 'no');
  const stale = useExplorer(selectStale);
  const labels = useExplorer(selectLabels);
  const best = useMemo(() => (result ? topClasses(result.logits, 1).top[0] : undefined), [result]);
  const shown = mine && best !== undefined && resultOf !== null ? best : null;
  const untrained = resultOf?.weights.kind === 'seeded';
  const name = shown ? (labels?.[shown.index] ?? t('predict.class', { index: shown.index })) : '';
  const said = shown ? t('pad.answer', { name, share: formatPercent(shown.probability) }) : '';
  const words = untrained && shown ? `${said}. ${t('pad.answer.untrained')}` : said;
  return (
    <div className={`pad-answer ${untrained ? 'pad-answer-untrained' : ''}`}>
      <span className={name.length > 2 ? 'pad-word' : 'pad-glyph'} aria-hidden="true">
        {shown ? name : '–'}
      </span>
      <span className="pad-share" aria-hidden="true">
        {shown ? formatPercent(shown.probability) : t('pad.answer.none')}
      </span>
      <p className="rx-visually-hidden" aria-live="polite">
        {empty ? t('pad.cleared') : live || stale ? '' : words}
      </p>
    </div>
  );
}
