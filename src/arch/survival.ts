/**
 * Stochastic depth (arXiv 1603.09382, section 3, the linear rule): the probability that training keeps the branch of
 * residual block `l` of `L`, counted from 1 over all stages, when the last one is kept with probability `last`.
 */
export const survivalOf = (l: number, L: number, last: number): number => 1 - (l / L) * (1 - last);
