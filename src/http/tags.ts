/** The groups of the reference, in its order. */
export const TAGS = {
  'Sign-in': 'Signing in and out, with a password, a passkey or a second factor.',
  Onboarding: 'Creating an organisation.',
  Joining: 'Accepting an invitation.',
  Account: 'What people recover and verify by a link in a message.',
  Profile: 'Your own account.',
  'Second factors': 'Your authenticator applications, passkeys, e-mail codes and backup codes.',
  Sessions: 'Where people are signed in.',
  Consents: 'What people let applications do.',
  Users: 'The people of the organisation.',
  Roles: 'Roles, and the permissions they grant.',
  Permissions: 'The catalogue of permissions.',
  Teams: 'Teams and their members.',
  Invitations: 'Inviting people.',
  Memberships: 'People of other organisations who are members of yours.',
  Clients: 'Applications that sign people in or call the API.',
  Resources: 'APIs for which clients request tokens.',
  Scopes: 'What clients can be registered for.',
  'API keys': 'Keys with which programs call the API.',
  Organisation: 'The settings of the organisation.',
  'Signing keys': 'The keys that sign tokens.',
  Explanations: 'Why requests were refused.',
  'Audit logs': 'What happened in the organisation.',
  Statistics: 'Numbers for the dashboard.',
  Platform: 'Organisations and scheduled jobs, for the operators of the platform.',
} as const;

export type Tag = keyof typeof TAGS;
