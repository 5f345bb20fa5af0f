import type { ComponentType } from 'react';
import type { FamilySpec } from '../../arch/types.ts';
import type { Graph } from '../../graph/types.ts';
import type { MessageKey } from '../../text/index.ts';

/** What an experiment is given: the network it is made on. Weights, image and backend are those of the page. */
export interface Subject {
  readonly spec: FamilySpec;
  readonly graph: Graph;
}

/** Something to try on the present network. */
export interface Experiment {
  /** In the address: `try=lesion`. */
  readonly id: string;
  readonly title: MessageKey;
  /** One question, for the list. */
  readonly question: MessageKey;
  /** What changes and why, in a few sentences. */
  readonly about: MessageKey;
  readonly paper: { readonly arxiv: string; readonly section: string };
  /** Null where it can be made on this network, else what is missing. */
  readonly obstacle: (subject: Subject) => MessageKey | null;
  /** A network on which it can be made, offered where it cannot be made on the present one. */
  readonly example?: string;
  readonly Component: ComponentType<Subject>;
}
