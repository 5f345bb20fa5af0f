import type { PaperRef } from '../../arch/systems/index.ts';
import { t } from '../../text/index.ts';

/** A paper on arxiv.org, with the section to read. */
export function PaperLink({ paper: { arxiv, section } }: { readonly paper: PaperRef }) {
  return (
    <>
      <a href={`https://arxiv.org/abs/${arxiv}`} target="_blank" rel="noreferrer">
        arXiv {arxiv}
      </a>
      {section === null ? null : t('try.section', { section })}
    </>
  );
}
