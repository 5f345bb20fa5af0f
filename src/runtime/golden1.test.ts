import { checkGoldenPart } from './goldenChecks.ts';

checkGoldenPart(0, 2);
