import { golden } from '../../fixtures/golden.ts';
import { checkGoldenPart } from './goldenChecks.ts';

checkGoldenPart(golden.networks, 0, 2);
