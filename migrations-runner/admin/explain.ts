/** Tells why a request was refused, whichever organisation it concerned. */
import { type Explanation, findExplanation } from '../../src/domain/explanations/reading.ts';
import { type Command, JSON_OPTION, printJson } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { withTarget } from './target.ts';

export const explain: Command = {
  name: 'explain',
  summary: 'why a request was refused, and what would mend it',
  options: { ...JSON_OPTION },
  operand: { name: 'code', meaning: 'from the error page, or from the header X-Error-Code' },
  run: async ({ json }, [given]) => {
    if (given === undefined) throw new CommandError('Give the code of the error page, or of the header X-Error-Code.');
    const code = given.trim();
    // Whoever writes it down may write capital letters.
    const found = await withTarget(({ system }) => findExplanation(system, code.toLowerCase()));
    if (!found) throw new CommandError(`No refused request has the code "${code}"; they are kept for seven days.`);
    if (json) printJson(found);
    else for (const line of linesOf(found)) console.log(line);
  },
};

function linesOf({ endpoint, error, reason, mend, checks, createdAt, requestId }: Explanation): string[] {
  return [
    `${error} (${endpoint.replace('_', '-')}), ${createdAt.toISOString()}, request ${requestId}`,
    `Reason: ${reason}`,
    ...checks.map(
      ({ check, verdict, verifies, facts }) =>
        `${verdict === 'passed' ? 'passed' : 'FAILED'}  ${verifies ?? check}  ${JSON.stringify(facts)}`,
    ),
    ...(mend === null ? [] : [`To mend it: ${mend}`]),
  ];
}
