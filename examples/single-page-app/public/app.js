/** A page that signs people in, and calls an API for them. */
import { createUserManager, currentUser, finishSignIn, signIn } from './sign-in.js';

const configuration = await (await fetch('/configuration.json')).json();
const manager = createUserManager(configuration);

const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param message instead of who is signed in */
async function show(message = '') {
  const user = await currentUser(manager);
  element('status').textContent = message || (user ? `Signed in as ${user.profile.name}` : 'Nobody is signed in');
  element('sign-in').hidden = user !== null;
  element('show-orders').hidden = user === null;
  element('sign-out').hidden = user === null;
  if (!user) element('orders').replaceChildren();
}

async function showOrders() {
  const user = await currentUser(manager);
  if (!user) return show();
  const headers = { Authorization: `Bearer ${user.access_token}` };
  const response = await fetch(`${configuration.apiUrl}/orders`, { headers });
  // The API does not accept the token: whoever continues signs in again.
  if (response.status === 401) return manager.removeUser();
  if (!response.ok) return show(`The API answered ${response.status}`);
  const { orders } = await response.json();
  const items = orders.map(({ item }) => Object.assign(document.createElement('li'), { textContent: item }));
  element('orders').replaceChildren(...items);
}

element('sign-in').addEventListener('click', () => signIn(manager));
element('show-orders').addEventListener('click', () => showOrders());
element('sign-out').addEventListener('click', () => manager.signoutRedirect());
manager.events.addUserUnloaded(() => show());
manager.events.addAccessTokenExpired(() => show());

const succeeded = await finishSignIn(manager);
await show(succeeded ? '' : 'That did not work: sign in again.');
