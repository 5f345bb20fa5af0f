import { checkGoldenPart } from './goldenChecks.ts';

checkGoldenPart(1, 2);
