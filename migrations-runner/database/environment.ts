/** Which environment the command was started for. */

/** Both names count: ENVIRONMENT is the Worker's, NODE_ENV what other tools set. */
function names(environment: NodeJS.ProcessEnv): string[] {
  return [environment.ENVIRONMENT, environment.NODE_ENV].filter(
    (name) => name !== undefined && name !== '',
  ) as string[];
}

export function isProduction(environment: NodeJS.ProcessEnv = process.env): boolean {
  return names(environment).includes('production');
}

/** Somebody said so, and nobody said otherwise. */
export function isDevelopment(environment: NodeJS.ProcessEnv = process.env): boolean {
  const said = names(environment);
  return said.length > 0 && said.every((name) => name === 'development');
}
