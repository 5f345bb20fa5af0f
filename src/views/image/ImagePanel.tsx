import { useId } from 'react';
import { sampleImages } from '../../image/samples.ts';
import { selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Button, Icon, Popover, Progress } from '../../ui/index.ts';
import { isOfTask } from '../../weights/trained/index.ts';
import { useExplorer, useServices } from '../context.tsx';
import { DropZone } from './dropZone.tsx';
import { Pad } from './pad.tsx';
import { NetworkPicture, OriginalPicture } from './pictures.tsx';
import { RecipeControls } from './recipeControls.tsx';
import { acceptedImages } from './sources.ts';
import { Webcam } from './webcam.tsx';
import './image.css';

/** The picture that goes in: where it comes from, what becomes of it, what the network sees of it. */
export function ImagePanel() {
  const image = useExplorer((state) => state.image);
  const padShown = useExplorer((state) => state.pad.shown);
  const setPad = useExplorer((state) => state.setPad);
  return (
    <div className="img">
      <DropZone />
      {padShown ? (
        <Pad />
      ) : (
        <div className="img-row">
          {image.decoded ? <Pictures /> : <NoPicture />}
          <Samples />
        </div>
      )}
      {image.error ? (
        <p className="img-error" role="alert">
          {t(image.error.key, image.error.values)}
          {image.decoded ? ` ${t('image.kept')}` : ''}
        </p>
      ) : null}
      <div className="img-actions">
        <Button pressed={padShown} className="img-draw" onClick={() => setPad({ shown: !padShown })}>
          <Icon name="pen" />
          {t('pad.draw')}
        </Button>
        <FileButton />
        <Webcam />
        <Popover
          label={t('image.recipe')}
          button={t('image.recipe.button')}
          className="rx-button"
          align="start"
        >
          <RecipeControls />
        </Popover>
        {image.status === 'loading' && !padShown ? (
          <span className="img-loading">
            <Progress value={null} label={t('image.loading')} />
          </span>
        ) : null}
      </div>
    </div>
  );
}

function Pictures() {
  const { decoded, prepared, exact, status, name, sample } = useExplorer((state) => state.image);
  const filter = useExplorer((state) => state.recipe.interpolation);
  const network = useExplorer(selectSpec);
  if (decoded === null) return null;
  const known = sampleImages.find((entry) => entry.id === sample);
  const title = known ? t(known.text) : name;
  const size = (picture: { readonly width: number; readonly height: number }): string =>
    `${picture.width} × ${picture.height}`;
  const plan = prepared?.plan;
  const scaled = exact !== null;
  return (
    <div className={`img-flow ${status === 'loading' ? 'img-old' : ''}`}>
      <figure>
        <OriginalPicture image={decoded} prepared={prepared} text={title} />
        <figcaption className="img-name" title={title}>
          {title}
        </figcaption>
      </figure>
      {prepared && plan ? (
        <>
          <div className="img-steps">
            <span className="rx-mono">{size(decoded)}</span>
            <span className="img-arrow" aria-hidden="true" />
            <span className="rx-mono">{size(plan.resized)}</span>
            {scaled ? (
              <span className="img-warn">{t('image.scaling.filter')}</span>
            ) : (
              <span>{t(`image.filter.${plan.interpolation}`)}</span>
            )}
            <span className="img-arrow" aria-hidden="true" />
            <span className="rx-mono">{size(prepared.crop)}</span>
            {plan.interpolation === filter ? null : (
              <span className="rx-visually-hidden">{t('image.filter.forced')}</span>
            )}
          </div>
          <figure>
            <NetworkPicture crop={prepared.crop} />
            <figcaption>{t(network.inputChannels === 1 ? 'image.seen.grey' : 'image.seen')}</figcaption>
          </figure>
        </>
      ) : null}
    </div>
  );
}

/** First visit, or a first picture on its way. */
function NoPicture() {
  const loading = useExplorer((state) => state.image.status === 'loading');
  return <p className="img-none">{t(loading ? 'image.loading' : 'image.none')}</p>;
}

function FileButton() {
  const services = useServices();
  const id = useId();
  return (
    <label htmlFor={id} className="img-file">
      <input
        id={id}
        type="file"
        accept={acceptedImages}
        aria-label={t('image.file')}
        className="rx-visually-hidden"
        onChange={(event) => {
          const input = event.currentTarget;
          const file = input.files?.[0];
          if (file) services.openImage(file, file.name);
          // So that the same file can be chosen again.
          input.value = '';
        }}
      />
      {t('image.file.button')}
    </label>
  );
}

function Samples() {
  const services = useServices();
  const current = useExplorer((state) => state.image.sample);
  const glyphsFirst = useExplorer((state) => isOfTask(selectSpec(state)));
  const first = glyphsFirst ? 'glyph' : 'photo';
  const samples = [
    ...sampleImages.filter(({ kind }) => kind === first),
    ...sampleImages.filter(({ kind }) => kind !== first),
  ];
  return (
    <ul className="img-samples" aria-label={t('image.samples')}>
      {samples.map((sample) => (
        <li key={sample.id}>
          <button
            type="button"
            aria-label={t('image.sample.use', { text: t(sample.text) })}
            aria-pressed={sample.id === current}
            title={t(sample.text)}
            onClick={() => services.openSample(sample.id)}
          >
            <img
              src={new URL(sample.file, document.baseURI).href}
              alt=""
              width={34}
              height={34}
              loading="lazy"
            />
          </button>
        </li>
      ))}
    </ul>
  );
}
