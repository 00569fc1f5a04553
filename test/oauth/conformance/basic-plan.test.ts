import { describe } from 'vitest';
import { describeBasicPlan } from './basic-plan.ts';

describe('oidcc-basic-certification-test-plan', () => describeBasicPlan(undefined));
