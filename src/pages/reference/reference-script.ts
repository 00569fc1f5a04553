/** Starts the reader of the reference. Nothing is loaded from, or sent to, another origin. */
export const REFERENCE_SCRIPT = `
const csrfToken = document.querySelector('meta[name=csrf-token]').content;
Scalar.createApiReference('#reference', {
  url: '/v1/openapi.json',
  theme: 'default',
  telemetry: false,
  withDefaultFonts: false,
  showDeveloperTools: 'never',
  mcp: { disabled: true },
  agent: { disabled: true },
  hideClientButton: true,
  persistAuth: false,
  // The session's cookie goes along by itself; what changes something needs this token, too.
  onBeforeRequest: ({ requestBuilder }) => requestBuilder.headers.set('X-CSRF-Token', csrfToken),
});
`;
