/** The environment of a command: production or development. */

/** Both variables count: ENVIRONMENT is the Worker's, NODE_ENV that of other tools. */
function names(environment: NodeJS.ProcessEnv): string[] {
  return [environment.ENVIRONMENT, environment.NODE_ENV].filter(
    (name) => name !== undefined && name !== '',
  ) as string[];
}

export function isProduction(environment: NodeJS.ProcessEnv = process.env): boolean {
  return names(environment).includes('production');
}

/** Whether at least one variable says development, and none says otherwise. */
export function isDevelopment(environment: NodeJS.ProcessEnv = process.env): boolean {
  const said = names(environment);
  return said.length > 0 && said.every((name) => name === 'development');
}
