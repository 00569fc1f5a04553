import { describe } from 'vitest';
import { describeBasicPlan } from './basic-plan.ts';

describe('oidcc-formpost-basic-certification-test-plan', () => describeBasicPlan('form_post'));
