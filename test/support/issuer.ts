/** Of the Worker under test inside workerd; a running server has one of its own. */
export const ISSUER = 'http://localhost:4000';
