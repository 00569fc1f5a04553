/** The issuer of the Worker under test in workerd; a running server has its own. */
export const ISSUER = 'http://localhost:4000';
