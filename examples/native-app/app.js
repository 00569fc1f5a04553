/** A program on a person's device that signs them in. */
import { createInterface } from 'node:readline';
import { freshTokens, readProfile, signIn, signOut } from './sign-in.js';

// A program with windows opens the system's browser by itself; it shows no browser of its own (RFC 8252 section 8.12).
const openBrowser = (url) => console.log(`Open this address in your browser:\n\n${url}\n`);
let tokens = await signIn(openBrowser).catch((error) => {
  console.error(`Not signed in: ${error.error ?? error.message}`);
  process.exit(1);
});
const { name } = await readProfile(tokens);
console.log(`Signed in as ${name}. Type profile or sign-out.`);

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'profile') {
    tokens = await freshTokens(tokens);
    console.log(await readProfile(tokens));
  } else if (line === 'sign-out') {
    const url = await signOut(tokens);
    console.log(`Signed out here. To sign out in the browser as well, open this address:\n\n${url}\n`);
    break;
  } else {
    console.log('Type profile or sign-out.');
  }
}
