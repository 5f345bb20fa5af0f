import type { ComponentType } from 'react';
import type { SystemId } from '../../arch/systems/index.ts';
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
  /** The systems whose point it makes. It can be made on the first one's example, which is offered where it cannot. */
  readonly shows: readonly [SystemId, ...SystemId[]];
  /** Null where it can be made on this network, else what is missing. */
  readonly obstacle: (subject: Subject) => MessageKey | null;
  readonly Component: ComponentType<Subject>;
}
