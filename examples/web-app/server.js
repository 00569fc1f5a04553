/** A website that signs people in. Its tokens stay on the server; the browser has a cookie. */
import express from 'express';
import session from 'express-session';
import { BASE_URL, ISSUER, PORT, SESSION_SECRET } from './configuration.js';
import { finishSignIn, freshTokens, isOver, readProfile, revoke, signOutUrl, startSignIn } from './sign-in.js';

const app = express();
app.use(
  session({
    secret: SESSION_SECRET,
    resave: false,
    saveUninitialized: false,
    // TLS usually ends at a proxy in front of this server.
    proxy: true,
    // Lax: the cookie comes along when the browser returns from signing in, and with no form of another site.
    cookie: { httpOnly: true, sameSite: 'lax', secure: BASE_URL.startsWith('https:') },
  }),
);

app.get('/', (request, response) => {
  const { person } = request.session;
  if (!person) return response.send(page('<p><a href="/sign-in">Sign in</a></p>'));
  response.send(
    page(`<p>Signed in as <b>${escapeHtml(person.name)}</b> (${escapeHtml(person.email)})</p>
      <p><a href="/profile">Profile</a></p>
      <form method="post" action="/sign-out"><button>Sign out</button></form>`),
  );
});

app.get('/sign-in', async (request, response) => {
  const { url, checks } = await startSignIn();
  request.session.checks = checks;
  response.redirect(url);
});

app.get('/callback', async (request, response) => {
  const { checks } = request.session;
  if (!checks) return response.redirect('/');
  delete request.session.checks;
  const { person, tokens } = await finishSignIn(new URL(request.originalUrl, BASE_URL), checks);
  // A new session, so that nobody who knows the id of the former one is signed in by it.
  await new Promise((resolve, reject) => {
    request.session.regenerate((error) => (error ? reject(error) : resolve(undefined)));
  });
  Object.assign(request.session, { person, tokens });
  response.redirect('/');
});

/** A request with the person's access token. */
app.get('/profile', async (request, response) => {
  const { person, tokens } = request.session;
  if (!person || !tokens) return response.redirect('/');
  try {
    const fresh = await freshTokens(tokens);
    request.session.tokens = fresh;
    response.json(await readProfile(fresh, person.sub));
  } catch (error) {
    if (!isOver(error)) throw error;
    // They were revoked, or the person was blocked: whoever continues signs in again.
    request.session.destroy(() => response.redirect('/'));
  }
});

app.post('/sign-out', async (request, response, next) => {
  const { tokens } = request.session;
  if (tokens) await revoke(tokens);
  request.session.destroy((error) => (error ? next(error) : response.redirect(303, signOutUrl(tokens))));
});

app.use((error, request, response, _next) => {
  console.error(error);
  response
    .status(request.path === '/callback' ? 400 : 500)
    .send(page('<p>That did not work. <a href="/sign-in">Sign in again</a></p>'));
});

function page(content) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Web application</title>
    <h1>Web application</h1>${content}</html>`;
}

function escapeHtml(text) {
  return String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

app.listen(Number(PORT), () => console.log(`Open ${BASE_URL} (it signs in at ${ISSUER})`));
