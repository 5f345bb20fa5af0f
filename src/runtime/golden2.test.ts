import { golden } from '../../fixtures/golden.ts';
import { checkGoldenPart } from './goldenChecks.ts';

checkGoldenPart(golden.networks, 1, 2);
