/** Greets the owner of a new organisation. */
import type { Email } from '../domain/outbound-emails.ts';

interface Welcome {
  name: string;
  email: string;
  organisationName: string;
  signInUrl: string;
}

export async function welcomeEmail({ name, email, organisationName, signInUrl }: Welcome): Promise<Email> {
  const subject = `${organisationName} is ready`;
  const content = (
    <html lang="en">
      <body>
        <p>Hello {name},</p>
        <p>
          {organisationName} is set up, and you are its owner. Sign in at <a href={signInUrl}>{signInUrl}</a>.
        </p>
      </body>
    </html>
  );
  return {
    recipient: email,
    template: 'welcome',
    subject,
    text: `Hello ${name},\n\n${organisationName} is set up, and you are its owner. Sign in at ${signInUrl}\n`,
    html: `<!doctype html>${await content.toString()}`,
  };
}
