export interface paths {
    "/v1/auth/onboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create an organisation and its owner
         * @description For anyone.
         */
        post: operations["onboardOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with e-mail and password
         * @description For anyone.
         */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a passkey to sign in with
         * @description For anyone.
         */
        post: operations["getPasskeyOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a passkey
         * @description For anyone.
         */
        post: operations["signInWithPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/mfa/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a code to the person who is signing in
         * @description For anyone.
         */
        post: operations["sendSignInCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description For anyone.
         */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End the current session
         * @description For anyone.
         */
        delete: operations["endCurrentSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Verify an e-mail address by the link that was sent to it
         * @description For anyone.
         */
        get: operations["verifyEmailByLink"];
        put?: never;
        /**
         * Verify an e-mail address
         * @description For anyone.
         */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/confirm-email-change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm the new e-mail address of an account
         * @description For anyone.
         */
        post: operations["confirmEmailChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/send-verification-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the link again that verifies an e-mail address
         * @description For anyone.
         */
        post: operations["sendVerificationEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/forgot-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a link to choose a new password
         * @description For anyone.
         */
        post: operations["requestPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose a new password by the link that was sent
         * @description For anyone.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who you are
         * @description For people. A third party’s token needs the scope `openid`.
         */
        get: operations["getProfile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change your profile
         * @description For people with a browser session.
         */
        patch: operations["updateProfile"];
        trace?: never;
    };
    "/v1/me/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your second factors
         * @description For people with a browser session.
         */
        get: operations["getOwnFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mfa/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to set up an authenticator application
         * @description For people with a browser session.
         */
        post: operations["startAuthenticatorApp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mfa/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish setting up an authenticator application
         * @description For people with a browser session.
         */
        post: operations["confirmAuthenticatorApp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mfa/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove anew that it is you
         * @description For people with a browser session.
         */
        post: operations["checkOwnFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mfa/check/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a passkey to prove anew that it is you
         * @description For people with a browser session.
         */
        post: operations["getFactorCheckOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mfa/check/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a code by e-mail to prove anew that it is you
         * @description For people with a browser session.
         */
        post: operations["sendFactorCheckCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mfa/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove every second factor
         * @description For people with a browser session.
         */
        post: operations["disableMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mfa/backup-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace your backup codes
         * @description For people with a browser session.
         */
        post: operations["regenerateBackupCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mfa/factors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a second factor
         * @description For people with a browser session.
         */
        delete: operations["deleteOwnFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mfa/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to use codes by e-mail
         * @description For people with a browser session.
         */
        post: operations["startEmailCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mfa/email/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish setting up codes by e-mail
         * @description For people with a browser session.
         */
        post: operations["confirmEmailCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mfa/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your passkeys
         * @description For people with a browser session.
         */
        get: operations["listOwnPasskeys"];
        put?: never;
        /**
         * Register a passkey
         * @description For people with a browser session.
         */
        post: operations["registerPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mfa/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to register a passkey
         * @description For people with a browser session.
         */
        post: operations["getPasskeyRegistrationOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mfa/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a passkey
         * @description For people with a browser session.
         */
        delete: operations["deleteOwnPasskey"];
        options?: never;
        head?: never;
        /**
         * Rename a passkey
         * @description For people with a browser session.
         */
        patch: operations["renamePasskey"];
        trace?: never;
    };
    "/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description For people with a browser session.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where you are signed in
         * @description For people with a browser session.
         */
        get: operations["listOwnSessions"];
        put?: never;
        post?: never;
        /**
         * Sign out everywhere else
         * @description For people with a browser session.
         */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign out of one of your sessions
         * @description For people with a browser session.
         */
        delete: operations["endOwnSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The applications that may use your account
         * @description For people with a browser session.
         */
        get: operations["listOwnConsents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/consents/{clientId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an application’s access to your account away
         * @description For people with a browser session.
         */
        delete: operations["revokeOwnConsent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that is stored about you
         * @description For people with a browser session.
         */
        get: operations["exportOwnData"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/organisations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The organisations you belong to
         * @description For people. Not for third parties.
         */
        get: operations["listOwnOrganisations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/organisations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Leave an organisation that took you in
         * @description For people with a browser session.
         */
        delete: operations["leaveOrganisation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete your account
         * @description For people with a browser session.
         */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/public/invitations/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an invitation is for
         * @description For anyone.
         */
        get: operations["getInvitationByToken"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/invitations/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether an invitation is still good
         * @description For anyone.
         */
        get: operations["validateInvitation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/public/invitations/{token}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join an organisation
         * @description For anyone.
         */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join an organisation: as somebody new, or with your account when you send the token alone
         * @description For anyone.
         */
        post: operations["acceptInvitationByBody"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join an organisation, and sign in later
         * @description For anyone.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The invitations of the organisation
         * @description Needs the permission `invitations:read`.
         */
        get: operations["listInvitations"];
        put?: never;
        /**
         * Invite somebody
         * @description Needs the permission `invitations:create`.
         */
        post: operations["createInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An invitation, without its link
         * @description Needs the permission `invitations:read`.
         */
        get: operations["getInvitation"];
        put?: never;
        post?: never;
        /**
         * Take an invitation back
         * @description Needs the permission `invitations:delete`.
         */
        delete: operations["cancelInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/invitations/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an invitation again, with another link
         * @description Needs the permission `invitations:create`.
         */
        post: operations["resendInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the people of the organisation let applications do
         * @description Needs the permission `users:read`.
         */
        get: operations["listConsents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The applications that may use a person’s account
         * @description Needs the permission `users:read`.
         */
        get: operations["listUserConsents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}/consents/{consentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an application’s access to a person’s account away
         * @description Needs the permission `users:update`.
         */
        delete: operations["revokeUserConsent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/memberships": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The guests of the organisation
         * @description Needs the permission `users:read`.
         */
        get: operations["listMemberships"];
        put?: never;
        /**
         * Make a former guest a guest again; invite whoever has not been one
         * @description Needs the permission `users:create`.
         */
        post: operations["createMembership"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/memberships/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a member of another organisation out of yours
         * @description Needs the permission `users:delete`.
         */
        delete: operations["deleteMembership"];
        options?: never;
        head?: never;
        /**
         * Give a guest these roles and no others
         * @description Needs the permission `users:update`.
         */
        patch: operations["updateMembership"];
        trace?: never;
    };
    "/v1/admin/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The OAuth clients of the organisation
         * @description Needs the permission `clients:read`.
         */
        get: operations["listClients"];
        put?: never;
        /**
         * Register an OAuth client; its scopes are permissions that you have
         * @description Needs the permission `clients:create`.
         */
        post: operations["createClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An OAuth client with its settings
         * @description Needs the permission `clients:read`.
         */
        get: operations["getClient"];
        put?: never;
        post?: never;
        /**
         * Delete an OAuth client, with everything that was issued to it and every consent
         * @description Needs the permission `clients:delete`.
         */
        delete: operations["deleteClient"];
        options?: never;
        head?: never;
        /**
         * Change settings of an OAuth client; `clientType` and `requirePkce` stay
         * @description Needs the permission `clients:update`.
         */
        patch: operations["updateClient"];
        trace?: never;
    };
    "/v1/admin/clients/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret of a confidential client; takes every permission that the client has
         * @description Needs the permission `clients:update`.
         */
        post: operations["rotateClientSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/clients/{id}/regenerate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret of a confidential client; takes every permission that the client has
         * @description Needs the permission `clients:update`.
         */
        post: operations["regenerateClientSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/clients/{id}/previous-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End the previous secret of a client before its time
         * @description Needs the permission `clients:update`.
         */
        delete: operations["endPreviousClientSecret"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/clients/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch an OAuth client off, and end everything that was issued to it
         * @description Needs the permission `clients:delete`.
         */
        post: operations["revokeClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The APIs that clients of the organisation can be registered for
         * @description Needs the permission `clients:read`.
         */
        get: operations["listResources"];
        put?: never;
        /**
         * Add an API; its indicator belongs to the organisation that adds it first
         * @description Needs the permission `clients:create`.
         */
        post: operations["createResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/resources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A resource
         * @description Needs the permission `clients:read`.
         */
        get: operations["getResource"];
        put?: never;
        post?: never;
        /**
         * Delete a resource; clients lose it, and what was issued for it ends
         * @description Needs the permission `clients:delete`.
         */
        delete: operations["deleteResource"];
        options?: never;
        head?: never;
        /**
         * Change what access tokens for a resource are signed with
         * @description Needs the permission `clients:update`.
         */
        patch: operations["updateResource"];
        trace?: never;
    };
    "/v1/admin/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sessions of the people of the organisation
         * @description Needs the permission `users:update`.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session of any person of the organisation
         * @description Needs the permission `users:update`.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The API keys of the organisation
         * @description Needs the permission `api_keys:read`.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Create an API key
         * @description Needs the permission `api_keys:create`.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An API key, without the key itself
         * @description Needs the permission `api_keys:read`.
         */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/api-keys/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke an API key for good; a key may revoke itself without the permission
         * @description Needs the permission `api_keys:revoke`. An API key needs none for itself.
         */
        post: operations["revokeApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/scopes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The scopes that clients can be registered for
         * @description Needs the permission `clients:read`.
         */
        get: operations["listScopes"];
        put?: never;
        /**
         * Add a scope for a resource of your own
         * @description Needs the permission `clients:create`.
         */
        post: operations["createScope"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/scopes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A scope of the organisation
         * @description Needs the permission `clients:read`.
         */
        get: operations["getScope"];
        put?: never;
        post?: never;
        /**
         * Remove a scope that no client is registered for
         * @description Needs the permission `clients:delete`.
         */
        delete: operations["deleteScope"];
        options?: never;
        head?: never;
        /**
         * Change what people read about a scope
         * @description Needs the permission `clients:update`.
         */
        patch: operations["updateScope"];
        trace?: never;
    };
    "/v1/admin/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The roles of the organisation
         * @description Needs the permission `roles:read`.
         */
        get: operations["listRoles"];
        put?: never;
        /**
         * Create a role, with permissions that you have
         * @description Needs the permission `roles:create`.
         */
        post: operations["createRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A role and its permissions
         * @description Needs the permission `roles:read`.
         */
        get: operations["getRole"];
        put?: never;
        post?: never;
        /**
         * Delete a role; those who have it lose it
         * @description Needs the permission `roles:delete`.
         */
        delete: operations["deleteRole"];
        options?: never;
        head?: never;
        /**
         * Change the name or the description of a role, or whether it is the default; its slug stays
         * @description Needs the permission `roles:update`.
         */
        patch: operations["updateRole"];
        trace?: never;
    };
    "/v1/admin/roles/{id}/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a role these permissions and no others
         * @description Needs the permission `roles:update`.
         */
        put: operations["replaceRolePermissions"];
        /**
         * Add a permission that you have to a role
         * @description Needs the permission `roles:update`.
         */
        post: operations["addRolePermission"];
        /**
         * Remove a permission from a role
         * @description Needs the permission `roles:update`.
         */
        delete: operations["removeRolePermission"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/roles/{id}/permissions/{permissionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a permission that you have to a role
         * @description Needs the permission `roles:update`.
         */
        post: operations["addRolePermissionByPath"];
        /**
         * Remove a permission from a role
         * @description Needs the permission `roles:update`.
         */
        delete: operations["removeRolePermissionByPath"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The permissions that a role can contain
         * @description Needs the permission `users:read`.
         */
        get: operations["listPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/permissions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A permission, by its id or its slug
         * @description Needs the permission `permissions:read`.
         */
        get: operations["getPermission"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/organisation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your organisation and its settings
         * @description For people of the organisation; machines and third parties need the permission `organisation:read`.
         */
        get: operations["getOwnOrganisation"];
        put?: never;
        post?: never;
        /**
         * Delete your organisation; its owner needs the permission organisation:delete and a recent sign-in
         * @description For people with a browser session.
         */
        delete: operations["deleteOwnOrganisation"];
        options?: never;
        head?: never;
        /**
         * Change settings of your organisation; what is absent stays, null removes a value
         * @description Needs the permission `organisation:update`.
         */
        patch: operations["updateOwnOrganisation"];
        trace?: never;
    };
    "/v1/admin/organisation/transfer-ownership": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand your organisation over to another of its people; you stay as an administrator
         * @description For people with a browser session.
         */
        post: operations["transferOwnership"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The keys that sign tokens, and their states
         * @description Needs the permission `organisation:read`.
         */
        get: operations["listSigningKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/explanations/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a request was refused, and what would mend it
         * @description For authorization requests, requests of clients (token, introspection, revocation) and sign-ins that concern your organisation. The code is on the error page, and in the header `X-Error-Code`. It is known for seven days.
         *
         *     Needs the permission `audit:read`.
         */
        get: operations["getExplanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/stats/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many people, sessions, clients and API keys there are
         * @description Needs the permission `users:read`.
         */
        get: operations["getStatisticsOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/stats/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign-ins and new people by day (UTC); each number at most 10000
         * @description Needs the permission `users:read`.
         */
        get: operations["getStatisticsActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/stats/security": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People by status and second factor, the most active and the newest
         * @description Needs the permission `users:read`.
         */
        get: operations["getStatisticsSecurity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/audit-logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened in the organisation
         * @description Needs the permission `audit:read`.
         */
        get: operations["listAuditLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/audit-logs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit log as CSV or JSON Lines, oldest first
         * @description The filters are those of the list. A file whose export failed ends within a line, with the words "This file is not whole".
         *
         *     Needs the permission `audit:read`.
         */
        get: operations["exportAuditLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/audit-logs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An entry of the audit log
         * @description Needs the permission `audit:read`.
         */
        get: operations["getAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/user-export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everybody in the organisation as CSV or JSON Lines, oldest first; never password hashes
         * @description Needs the permission `users:read`.
         */
        get: operations["exportUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that is stored about a person, as they get it themselves
         * @description Needs the permission `users:update`.
         */
        get: operations["exportUserData"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/user-imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The imports of the last thirty days, newest first
         * @description Needs the permission `users:read`.
         */
        get: operations["listUserImports"];
        put?: never;
        /**
         * Begin an import of people
         * @description Needs the permission `users:create`.
         */
        post: operations["createUserImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/user-imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far an import is
         * @description Needs the permission `users:read`.
         */
        get: operations["getUserImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/user-imports/{id}/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rows that were not imported, and why
         * @description Needs the permission `users:read`.
         */
        get: operations["listUserImportFaults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/user-imports/{id}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send rows of an import: the file, or a part of it; up to 10000 new rows at a time
         * @description Needs the permission `users:create`.
         */
        post: operations["uploadUserImportRows"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The teams of the organisation
         * @description Needs the permission `teams:read`.
         */
        get: operations["listTeams"];
        put?: never;
        /**
         * Create a team
         * @description Needs the permission `teams:create`.
         */
        post: operations["createTeam"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/teams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A team and its members
         * @description Needs the permission `teams:read`.
         */
        get: operations["getTeam"];
        put?: never;
        post?: never;
        /**
         * Delete a team; its members keep their roles
         * @description Needs the permission `teams:delete`.
         */
        delete: operations["deleteTeam"];
        options?: never;
        head?: never;
        /**
         * Change the name or the description of a team; its slug stays
         * @description Needs the permission `teams:update`.
         */
        patch: operations["updateTeam"];
        trace?: never;
    };
    "/v1/admin/teams/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All members of a team
         * @description Needs the permission `teams:read`.
         */
        get: operations["listTeamMembers"];
        put?: never;
        /**
         * Add somebody to a team, or up to fifty together: all of them or nobody
         * @description Needs the permission `teams:update`.
         */
        post: operations["addTeamMembers"];
        /**
         * Take somebody out of a team, or up to fifty together: all of them or nobody
         * @description Needs the permission `teams:update`.
         */
        delete: operations["removeTeamMembers"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/teams/{id}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take somebody out of a team
         * @description Needs the permission `teams:update`.
         */
        delete: operations["removeTeamMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The people of the organisation
         * @description Needs the permission `users:read`.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Add a person; without a password they get a link to choose one
         * @description Needs the permission `users:create`.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A person, with their roles, permissions and teams
         * @description Needs the permission `users:read`.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /**
         * Delete a person; the address stays reserved
         * @description Needs the permission `users:delete`.
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /**
         * Change a person: name, telephone number, block, second factor, roles
         * @description Needs the permission `users:update`.
         */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/v1/admin/users/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a person these roles and no others
         * @description Needs the permission `users:update`.
         */
        put: operations["replaceUserRoles"];
        /**
         * Give a person a role
         * @description Needs the permission `users:update`.
         */
        post: operations["assignUserRole"];
        /**
         * Take a role from a person
         * @description Needs the permission `users:update`.
         */
        delete: operations["removeUserRole"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}/roles/{roleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a person a role
         * @description Needs the permission `users:update`.
         */
        post: operations["assignUserRoleByPath"];
        /**
         * Take a role from a person
         * @description Needs the permission `users:update`.
         */
        delete: operations["removeUserRoleByPath"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a person is signed in
         * @description Needs the permission `users:update`.
         */
        get: operations["listUserSessions"];
        put?: never;
        post?: never;
        /**
         * Sign a person out everywhere: sessions and tokens end
         * @description Needs the permission `users:update`.
         */
        delete: operations["endUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one session of a person
         * @description Needs the permission `users:update`.
         */
        delete: operations["endUserSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The second factors of a person, without their secrets
         * @description Needs the permission `users:update`.
         */
        get: operations["listUserFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}/factors/{factorId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a second factor of a person
         * @description Needs the permission `users:update`.
         */
        delete: operations["removeUserFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}/reset-mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove all second factors of a person
         * @description Needs the permission `users:update`.
         */
        post: operations["resetUserMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Block a person: sessions and tokens end, and signing in is refused
         * @description Needs the permission `users:update`.
         */
        post: operations["blockUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}/unblock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lift the block of a person, who then signs in again
         * @description Needs the permission `users:update`.
         */
        post: operations["unblockUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}/force-password-change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Void the password of a person, and send them a link to choose another one
         * @description Needs the permission `users:update`.
         */
        post: operations["forceUserPasswordChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add and change up to a hundred people: all of them, or nobody. Changes take users:update as well
         * @description Needs the permission `users:create`.
         */
        post: operations["writeUsersInBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/roles/{id}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give up to a hundred people a role: all of them, or nobody
         * @description Needs the permission `users:update`.
         */
        post: operations["assignRoleToUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The webhooks of the organisation
         * @description Needs the permission `webhooks:read`.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Add a URL that is told of events; it learns what they say, whatever else you may read
         * @description Needs the permission `webhooks:create`.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A webhook, without its secret
         * @description Needs the permission `webhooks:read`.
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook with its deliveries
         * @description Needs the permission `webhooks:delete`.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook; switched on, it starts afresh and gets what was waiting
         * @description Needs the permission `webhooks:update`.
         */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/v1/admin/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret of a webhook; for a time the previous one signs as well
         * @description Needs the permission `webhooks:update`.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the event `webhook.test`; the delivery log shows how it ended
         * @description Needs the permission `webhooks:update`.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a webhook was told in the last 90 days, and what it is yet to be told
         * @description Needs the permission `webhooks:read`.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks/{id}/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A delivery with its attempts and its body
         * @description Needs the permission `webhooks:read`.
         */
        get: operations["getWebhookDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks/{id}/deliveries/{deliveryId}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a delivery again, with the same id; repeated within a minute, it changes nothing
         * @description Needs the permission `webhooks:update`.
         */
        post: operations["redeliverWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/webhooks/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the deliveries of a time again, oldest first; repeated within a minute, it takes those that follow
         * @description Needs the permission `webhooks:update`.
         */
        post: operations["redeliverWebhookRange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system/organisations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The organisations of the platform
         * @description For operators of the platform.
         */
        get: operations["listPlatformOrganisations"];
        put?: never;
        /**
         * Create an organisation; its owner gets a link by mail, and chooses a password
         * @description For operators of the platform.
         */
        post: operations["createPlatformOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system/organisations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An organisation and its owner
         * @description For operators of the platform.
         */
        get: operations["getPlatformOrganisation"];
        put?: never;
        post?: never;
        /**
         * Cancel an organisation: it can be restored for thirty days, and is erased after them
         * @description For operators of the platform.
         */
        delete: operations["cancelOrganisation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system/organisations/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend an organisation: its sessions end, and nobody signs in
         * @description For operators of the platform.
         */
        post: operations["suspendOrganisationByPost"];
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Suspend an organisation: its sessions end, and nobody signs in
         * @description For operators of the platform.
         */
        patch: operations["suspendOrganisation"];
        trace?: never;
    };
    "/v1/system/organisations/{id}/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reactivate a suspended organisation; its people sign in again
         * @description For operators of the platform.
         */
        post: operations["reactivateOrganisationByPost"];
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Reactivate a suspended organisation; its people sign in again
         * @description For operators of the platform.
         */
        patch: operations["reactivateOrganisation"];
        trace?: never;
    };
    "/v1/system/organisations/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore a cancelled organisation
         * @description For operators of the platform.
         */
        post: operations["restoreOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system/explanations/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a request was refused that belongs to no organisation
         * @description An organisation reads its own under `/v1/admin/explanations`.
         *
         *     For operators of the platform.
         */
        get: operations["getPlatformExplanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The keys that sign tokens, and their states
         * @description For operators of the platform.
         */
        get: operations["listPlatformSigningKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system/signing-keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish a successor of each key that has none; it signs a day later
         * @description For operators of the platform.
         */
        post: operations["rotateSigningKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What runs by schedule, and its last runs
         * @description For operators of the platform.
         */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system/jobs/{name}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The runs of a job or sweep, the newest first; of those with nothing to do the latest alone
         * @description For operators of the platform.
         */
        get: operations["listJobRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "organisation.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** organisation.created */
        post: operations["on.organisation.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "organisation.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** organisation.updated */
        post: operations["on.organisation.updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "organisation.ownership_transferred": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** organisation.ownership_transferred */
        post: operations["on.organisation.ownership_transferred"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "organisation.suspended": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** organisation.suspended */
        post: operations["on.organisation.suspended"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "organisation.reactivated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** organisation.reactivated */
        post: operations["on.organisation.reactivated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "organisation.cancelled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** organisation.cancelled */
        post: operations["on.organisation.cancelled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "organisation.restored": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** organisation.restored */
        post: operations["on.organisation.restored"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "organisation.erased": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** organisation.erased */
        post: operations["on.organisation.erased"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.created
         * @description Also known as `user.create`.
         */
        post: operations["on.user.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user_import.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user_import.created */
        post: operations["on.user_import.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "audit_log.exported": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** audit_log.exported */
        post: operations["on.audit_log.exported"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.exported": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.exported */
        post: operations["on.user.exported"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.updated
         * @description Also known as `user.update`.
         */
        post: operations["on.user.updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.deleted
         * @description Also known as `user.delete`.
         */
        post: operations["on.user.deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.blocked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.blocked */
        post: operations["on.user.blocked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.unblocked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.unblocked */
        post: operations["on.user.unblocked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.role_assigned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.role_assigned
         * @description Also known as `role.assigned`.
         */
        post: operations["on.user.role_assigned"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.role_removed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.role_removed
         * @description Also known as `role.removed`, `role.unassigned`.
         */
        post: operations["on.user.role_removed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.password_change_required": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.password_change_required */
        post: operations["on.user.password_change_required"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.deletion_scheduled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.deletion_scheduled */
        post: operations["on.user.deletion_scheduled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.data_exported": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.data_exported */
        post: operations["on.user.data_exported"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.email_verified": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.email_verified
         * @description Also known as `auth.email_verified`.
         */
        post: operations["on.user.email_verified"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.email_change_requested": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.email_change_requested */
        post: operations["on.user.email_change_requested"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.email_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.email_changed */
        post: operations["on.user.email_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.password_reset_requested": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.password_reset_requested */
        post: operations["on.user.password_reset_requested"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.password_reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.password_reset
         * @description Also known as `auth.password_reset`, `user.password.reset`.
         */
        post: operations["on.user.password_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.change_undone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.change_undone */
        post: operations["on.user.change_undone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.taken_over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.taken_over */
        post: operations["on.user.taken_over"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.password_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.password_changed */
        post: operations["on.user.password_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.login.success": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.login.success
         * @description Also known as `login.success`, `user.login`, `auth.login`, `session.created`.
         */
        post: operations["on.user.login.success"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.login.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.login.failed
         * @description Also known as `login.failed`, `auth.login.failed`.
         */
        post: operations["on.user.login.failed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "session.revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** session.revoked */
        post: operations["on.session.revoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.mfa.enabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.mfa.enabled
         * @description Also known as `mfa.enabled`, `user.mfa.enrolled`.
         */
        post: operations["on.user.mfa.enabled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.mfa.disabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.mfa.disabled
         * @description Also known as `mfa.disabled`.
         */
        post: operations["on.user.mfa.disabled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.mfa.factor_added": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.mfa.factor_added */
        post: operations["on.user.mfa.factor_added"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.mfa.factor_removed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.mfa.factor_removed */
        post: operations["on.user.mfa.factor_removed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.mfa.backup_codes_replaced": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.mfa.backup_codes_replaced */
        post: operations["on.user.mfa.backup_codes_replaced"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.mfa.factors_reviewed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.mfa.factors_reviewed */
        post: operations["on.user.mfa.factors_reviewed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.mfa.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.mfa.failed */
        post: operations["on.user.mfa.failed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.reauthentication.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** user.reauthentication.failed */
        post: operations["on.user.reauthentication.failed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.logout
         * @description Also known as `auth.logout`.
         */
        post: operations["on.user.logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "oauth2.authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** oauth2.authorize */
        post: operations["on.oauth2.authorize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "oauth2.consent.granted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** oauth2.consent.granted */
        post: operations["on.oauth2.consent.granted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "oauth2.consent.revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** oauth2.consent.revoked */
        post: operations["on.oauth2.consent.revoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "oauth2.token_issued": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * oauth2.token_issued
         * @description Also known as `oauth2.token.issued`, `token.issued`.
         */
        post: operations["on.oauth2.token_issued"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "oauth2.token_refreshed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * oauth2.token_refreshed
         * @description Also known as `token.refreshed`.
         */
        post: operations["on.oauth2.token_refreshed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "oauth2.token_refresh_repeated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** oauth2.token_refresh_repeated */
        post: operations["on.oauth2.token_refresh_repeated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "oauth2.token_revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * oauth2.token_revoked
         * @description Also known as `oauth2.token.revoked`, `token.revoked`.
         */
        post: operations["on.oauth2.token_revoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "oauth2.token_reuse_detected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** oauth2.token_reuse_detected */
        post: operations["on.oauth2.token_reuse_detected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "oauth2.authorization_refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** oauth2.authorization_refused */
        post: operations["on.oauth2.authorization_refused"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "oauth2.token_refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** oauth2.token_refused */
        post: operations["on.oauth2.token_refused"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "oauth2.introspection_refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** oauth2.introspection_refused */
        post: operations["on.oauth2.introspection_refused"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "oauth2.revocation_refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** oauth2.revocation_refused */
        post: operations["on.oauth2.revocation_refused"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "client.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * client.created
         * @description Also known as `client.create`.
         */
        post: operations["on.client.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "client.secret_regenerated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** client.secret_regenerated */
        post: operations["on.client.secret_regenerated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "client.previous_secret_ended": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** client.previous_secret_ended */
        post: operations["on.client.previous_secret_ended"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "client.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * client.updated
         * @description Also known as `client.update`.
         */
        post: operations["on.client.updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "client.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** client.deleted */
        post: operations["on.client.deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "client.revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * client.revoked
         * @description Also known as `client.revoke`.
         */
        post: operations["on.client.revoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "api_key.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** api_key.created */
        post: operations["on.api_key.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "api_key.revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** api_key.revoked */
        post: operations["on.api_key.revoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "resource.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** resource.created */
        post: operations["on.resource.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "resource.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** resource.updated */
        post: operations["on.resource.updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "resource.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** resource.deleted */
        post: operations["on.resource.deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "scope.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** scope.created */
        post: operations["on.scope.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "scope.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** scope.updated */
        post: operations["on.scope.updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "scope.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** scope.deleted */
        post: operations["on.scope.deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "invitation.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * invitation.created
         * @description Also known as `invitation.sent`.
         */
        post: operations["on.invitation.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "invitation.resent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** invitation.resent */
        post: operations["on.invitation.resent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "invitation.cancelled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** invitation.cancelled */
        post: operations["on.invitation.cancelled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "invitation.accepted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** invitation.accepted */
        post: operations["on.invitation.accepted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "event_stream.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** event_stream.created */
        post: operations["on.event_stream.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "event_stream.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** event_stream.updated */
        post: operations["on.event_stream.updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "event_stream.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** event_stream.deleted */
        post: operations["on.event_stream.deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "role.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * role.created
         * @description Also known as `role.create`.
         */
        post: operations["on.role.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "role.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * role.updated
         * @description Also known as `role.update`.
         */
        post: operations["on.role.updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "role.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** role.deleted */
        post: operations["on.role.deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "permission.granted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * permission.granted
         * @description Also known as `role.permission.added`.
         */
        post: operations["on.permission.granted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "permission.revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** permission.revoked */
        post: operations["on.permission.revoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "team.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** team.created */
        post: operations["on.team.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "team.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** team.updated */
        post: operations["on.team.updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "team.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** team.deleted */
        post: operations["on.team.deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "team.member_added": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** team.member_added */
        post: operations["on.team.member_added"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "team.member_removed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** team.member_removed */
        post: operations["on.team.member_removed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** webhook.created */
        post: operations["on.webhook.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** webhook.updated */
        post: operations["on.webhook.updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.secret_rotated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** webhook.secret_rotated */
        post: operations["on.webhook.secret_rotated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.disabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** webhook.disabled */
        post: operations["on.webhook.disabled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** webhook.deleted */
        post: operations["on.webhook.deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "membership.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** membership.created */
        post: operations["on.membership.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "membership.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** membership.updated */
        post: operations["on.membership.updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "membership.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** membership.deleted */
        post: operations["on.membership.deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        AcceptInvitationByBodyRequest: {
            firstName?: string;
            lastName?: string;
            password?: string;
            token: string;
            email?: string;
        };
        AcceptInvitationRequest: {
            firstName: string;
            lastName: string;
            password: string;
            email: string;
        };
        AddRolePermissionByPathResponse201: {
            message: string;
            /** Format: uuid */
            roleId: string;
            /** Format: uuid */
            permissionId: string;
        };
        AddRolePermissionRequest: {
            /** @description The id of a permission, or its slug */
            permissionId: string;
        };
        AddRolePermissionResponse201: {
            message: string;
            /** Format: uuid */
            roleId: string;
            /** Format: uuid */
            permissionId: string;
        };
        AddTeamMembersRequest: {
            userId?: string;
            userIds?: string[];
        };
        AddTeamMembersResponse201: {
            message: string;
            /** Format: uuid */
            teamId: string;
            /** Format: uuid */
            userId?: string;
            userIds?: string[];
        };
        ApiKey: {
            /** Format: uuid */
            id: string;
            name: string;
            /**
             * @description The beginning of the key, to recognise it by
             * @example ck_live_9YkT3b
             */
            prefix: string;
            /** @description The same as `prefix` */
            keyPrefix: string;
            scopes: string[];
            /** @enum {string} */
            status: "active" | "expired" | "revoked";
            /** @description The person whose permissions limit the key */
            createdById: string | null;
            /** @description The client whose scopes limit the key */
            createdByClientId: string | null;
            /** @description The key with which it was created, and with which it ends */
            createdByKeyId: string | null;
            allowedNetworks: string[] | null;
            /** @enum {string} */
            rateLimit: "low" | "standard" | "high";
            lastUsedAt: string | null;
            expiresAt: string | null;
            revokedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        Assertion: {
            id: string;
            rawId: string;
            /** @constant */
            type: "public-key";
            authenticatorAttachment?: string | null;
            clientExtensionResults?: components["schemas"]["ClientExtensionResults"] | null;
            response: components["schemas"]["AssertionResponse"];
        };
        AssertionResponse: {
            clientDataJSON: string;
            authenticatorData: string;
            signature: string;
            userHandle?: string | null;
        };
        AssignRoleToUsersRequest: {
            userIds: string[];
        };
        AssignUserRoleRequest: {
            roleId: string;
        };
        AuditLog: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organisationId: string;
            userId: string | null;
            clientId: string | null;
            eventType: string;
            /** @enum {string} */
            eventCategory: "auth" | "user" | "client" | "permission" | "system";
            /** @enum {string} */
            action: "create" | "read" | "update" | "delete" | "login" | "logout";
            resourceType: string | null;
            resourceId: string | null;
            success: boolean;
            /** @description Why it failed */
            errorMessage: string | null;
            /** @description With `ipAddress` and `userAgent`, and with `reason` when it failed */
            metadata: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** @description The person; `system` when it was none of the organisation */
            actor: {
                id: string;
                email: string;
                name: string;
            };
            resource: {
                type: string;
                id: string;
                email?: string;
            };
            user: components["schemas"]["UserSummary"] | null;
            client: {
                /** Format: uuid */
                id: string;
                clientId: string;
                name: string;
            } | null;
        };
        BlockUserRequest: {
            reason?: string | null;
        };
        CancelOrganisationRequest: {
            reason?: string;
        };
        CancelOrganisationResponse200: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
            email: string;
            /** @enum {string} */
            status: "trial" | "active" | "suspended" | "cancelled";
            statusReason: string | null;
            suspendedAt: string | null;
            cancelledAt: string | null;
            /** @description When the data of a cancelled organisation is erased */
            erasedFrom: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            owner: components["schemas"]["UserSummary"] | null;
        };
        ChangePasswordRequest: {
            currentPassword: string;
            newPassword: string;
        };
        CheckOwnFactorRequest: {
            token: string;
        } | {
            response: components["schemas"]["Assertion"];
        };
        CheckOwnFactorResponse200: {
            valid: boolean;
        };
        Client: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organisationId: string;
            clientId: string;
            name: string;
            description: string | null;
            /** @enum {string} */
            tokenEndpointAuthMethod: "client_secret_basic" | "client_secret_post" | "client_secret_jwt" | "private_key_jwt" | "none";
            grantTypes: ("authorization_code" | "refresh_token" | "client_credentials")[];
            redirectUris: string[];
            allowedOrigins: string[];
            scopes: string[];
            /** @description Indicators of resources of the organisation (RFC 8707) */
            resources: string[];
            requireConsent: boolean;
            isFirstParty: boolean;
            allowPlainPkce: boolean;
            allowUnboundCodes: boolean;
            allowLocalhostPorts: boolean;
            allowEndpointAudience: boolean;
            allowApi: boolean;
            jwks: {
                keys: {
                    [key: string]: unknown;
                }[];
            } | null;
            jwksUri: string | null;
            /** @enum {string} */
            idTokenSignedResponseAlg: "RS256" | "PS256" | "ES256" | "EdDSA";
            userinfoSignedResponseAlg: ("RS256" | "PS256" | "ES256" | "EdDSA") | null;
            accessTokenSignedResponseAlg: ("RS256" | "PS256" | "ES256" | "EdDSA") | null;
            idTokenClaims: ("scopes" | "requested") | null;
            /** @enum {string} */
            accessTokenFormat: "jwt" | "opaque";
            /** @enum {string} */
            subjectType: "public" | "pairwise";
            sectorIdentifierUri: string | null;
            postLogoutRedirectUris: string[];
            backchannelLogoutUri: string | null;
            backchannelLogoutSessionRequired: boolean;
            frontchannelLogoutUri: string | null;
            frontchannelLogoutSessionRequired: boolean;
            logoUri: string | null;
            policyUri: string | null;
            tosUri: string | null;
            defaultMaxAge: number | null;
            accessTokenLifetime: number;
            idTokenLifetime: number;
            refreshTokenLifetime: number;
            refreshTokenGrace: number;
            refreshFamilyLifetime: number;
            consentLifetime: number | null;
            /**
             * @deprecated
             * @description The same as `scopes`
             */
            allowedScopes: string[];
            /** @enum {string} */
            clientType: "confidential" | "public";
            requirePkce: boolean;
            /** @description Whether it must use PKCE: public clients always must */
            pkceRequired: boolean;
            /** @constant */
            refreshTokenRotation: "rotating";
            isActive: boolean;
            hasSecret: boolean;
            /** @description Until when the secret before the last rotation is accepted; null when there is none */
            previousSecretExpiresAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        ClientExtensionResults: {
            [key: string]: unknown;
        };
        ConfirmAuthenticatorAppRequest: {
            token: string;
        };
        ConfirmAuthenticatorAppResponse200: {
            message: string;
            backupCodes: string[];
            warning: string;
        };
        ConfirmEmailChangeRequest: {
            token: string;
        };
        ConfirmEmailCodesRequest: {
            token: string;
        };
        ConfirmEmailCodesResponse200: {
            message: string;
            backupCodes?: string[];
        };
        Consent: {
            /** Format: uuid */
            id: string;
            clientId: string;
            client: {
                /** Format: uuid */
                id: string;
                clientId: string;
                name: string;
                logoUri: string | null;
            };
            scopes: string[];
            grantedAt: string;
            expiresAt: string | null;
        };
        ConsentList: {
            data: components["schemas"]["Consent"][];
            total: number;
        };
        CreateApiKeyRequest: {
            name: string;
            /**
             * @description Permissions that you have. Others are stored, and grant nothing
             * @example [
             *       "users:read",
             *       "teams:*"
             *     ]
             */
            scopes: string[];
            /** @description Without it: never */
            expiresInDays?: number | null;
            /**
             * @description Where the key may be used from, in CIDR notation. Without it: anywhere
             * @example [
             *       "192.0.2.0/24"
             *     ]
             */
            allowedNetworks?: string[] | null;
            /**
             * @description `low`, `standard` (as people) or `high` (as clients): how many requests a minute it may send
             * @default standard
             * @enum {string}
             */
            rateLimit: "low" | "standard" | "high";
        };
        CreateApiKeyResponse201: {
            /** Format: uuid */
            id: string;
            name: string;
            /**
             * @description The beginning of the key, to recognise it by
             * @example ck_live_9YkT3b
             */
            prefix: string;
            /** @description The same as `prefix` */
            keyPrefix: string;
            scopes: string[];
            /** @enum {string} */
            status: "active" | "expired" | "revoked";
            /** @description The person whose permissions limit the key */
            createdById: string | null;
            /** @description The client whose scopes limit the key */
            createdByClientId: string | null;
            /** @description The key with which it was created, and with which it ends */
            createdByKeyId: string | null;
            allowedNetworks: string[] | null;
            /** @enum {string} */
            rateLimit: "low" | "standard" | "high";
            lastUsedAt: string | null;
            expiresAt: string | null;
            revokedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            key: string;
            warning: string;
        };
        CreateClientRequest: {
            name: string;
            /** @enum {string} */
            clientType: "confidential" | "public";
            description?: string | null;
            /** @enum {string} */
            tokenEndpointAuthMethod?: "client_secret_basic" | "client_secret_post" | "client_secret_jwt" | "private_key_jwt" | "none";
            grantTypes?: ("authorization_code" | "refresh_token" | "client_credentials")[];
            redirectUris?: string[];
            allowedOrigins?: string[];
            scopes?: string[];
            /** @description Indicators of resources of the organisation (RFC 8707) */
            resources?: string[];
            requireConsent?: boolean;
            isFirstParty?: boolean;
            allowPlainPkce?: boolean;
            allowUnboundCodes?: boolean;
            allowLocalhostPorts?: boolean;
            allowEndpointAudience?: boolean;
            allowApi?: boolean;
            jwks?: {
                keys: {
                    [key: string]: unknown;
                }[];
            } | null;
            jwksUri?: string | null;
            /** @enum {string} */
            idTokenSignedResponseAlg?: "RS256" | "PS256" | "ES256" | "EdDSA";
            userinfoSignedResponseAlg?: ("RS256" | "PS256" | "ES256" | "EdDSA") | null;
            accessTokenSignedResponseAlg?: ("RS256" | "PS256" | "ES256" | "EdDSA") | null;
            idTokenClaims?: ("scopes" | "requested") | null;
            /** @enum {string} */
            accessTokenFormat?: "jwt" | "opaque";
            /** @enum {string} */
            subjectType?: "public" | "pairwise";
            sectorIdentifierUri?: string | null;
            postLogoutRedirectUris?: string[];
            backchannelLogoutUri?: string | null;
            backchannelLogoutSessionRequired?: boolean;
            frontchannelLogoutUri?: string | null;
            frontchannelLogoutSessionRequired?: boolean;
            logoUri?: string | null;
            policyUri?: string | null;
            tosUri?: string | null;
            defaultMaxAge?: number | null;
            accessTokenLifetime?: number;
            idTokenLifetime?: number;
            refreshTokenLifetime?: number;
            refreshTokenGrace?: number;
            refreshFamilyLifetime?: number;
            consentLifetime?: number | null;
            requirePkce?: boolean;
            /**
             * @deprecated
             * @description The same as `scopes`
             */
            allowedScopes?: string[];
        };
        CreateClientResponse201: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organisationId: string;
            clientId: string;
            name: string;
            description: string | null;
            /** @enum {string} */
            tokenEndpointAuthMethod: "client_secret_basic" | "client_secret_post" | "client_secret_jwt" | "private_key_jwt" | "none";
            grantTypes: ("authorization_code" | "refresh_token" | "client_credentials")[];
            redirectUris: string[];
            allowedOrigins: string[];
            scopes: string[];
            /** @description Indicators of resources of the organisation (RFC 8707) */
            resources: string[];
            requireConsent: boolean;
            isFirstParty: boolean;
            allowPlainPkce: boolean;
            allowUnboundCodes: boolean;
            allowLocalhostPorts: boolean;
            allowEndpointAudience: boolean;
            allowApi: boolean;
            jwks: {
                keys: {
                    [key: string]: unknown;
                }[];
            } | null;
            jwksUri: string | null;
            /** @enum {string} */
            idTokenSignedResponseAlg: "RS256" | "PS256" | "ES256" | "EdDSA";
            userinfoSignedResponseAlg: ("RS256" | "PS256" | "ES256" | "EdDSA") | null;
            accessTokenSignedResponseAlg: ("RS256" | "PS256" | "ES256" | "EdDSA") | null;
            idTokenClaims: ("scopes" | "requested") | null;
            /** @enum {string} */
            accessTokenFormat: "jwt" | "opaque";
            /** @enum {string} */
            subjectType: "public" | "pairwise";
            sectorIdentifierUri: string | null;
            postLogoutRedirectUris: string[];
            backchannelLogoutUri: string | null;
            backchannelLogoutSessionRequired: boolean;
            frontchannelLogoutUri: string | null;
            frontchannelLogoutSessionRequired: boolean;
            logoUri: string | null;
            policyUri: string | null;
            tosUri: string | null;
            defaultMaxAge: number | null;
            accessTokenLifetime: number;
            idTokenLifetime: number;
            refreshTokenLifetime: number;
            refreshTokenGrace: number;
            refreshFamilyLifetime: number;
            consentLifetime: number | null;
            /**
             * @deprecated
             * @description The same as `scopes`
             */
            allowedScopes: string[];
            /** @enum {string} */
            clientType: "confidential" | "public";
            requirePkce: boolean;
            /** @description Whether it must use PKCE: public clients always must */
            pkceRequired: boolean;
            /** @constant */
            refreshTokenRotation: "rotating";
            isActive: boolean;
            hasSecret: boolean;
            /** @description Until when the secret before the last rotation is accepted; null when there is none */
            previousSecretExpiresAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            clientSecret: string | null;
        };
        CreateInvitationRequest: {
            email: string;
            roleId: string;
            teamIds?: string[] | null;
            /** @default 7 */
            expiresInDays: number;
        };
        CreateMembershipRequest: {
            userId: string;
            /** @default [] */
            roleIds: string[];
        };
        CreatePlatformOrganisationRequest: {
            name: string;
            ownerEmail: string;
            ownerFirstName: string;
            ownerLastName?: string;
        };
        CreatePlatformOrganisationResponse201: {
            organisation: components["schemas"]["OrganisationSummary"];
            owner: components["schemas"]["UserSummary"];
        };
        CreateResourceRequest: {
            indicator: string;
            /** @description What access tokens for it are signed with; null: as their client says */
            signingAlg?: ("RS256" | "PS256" | "ES256" | "EdDSA") | null;
        };
        CreateRoleRequest: {
            name: string;
            /** @description Derived from the name when absent */
            slug?: string;
            description?: string | null;
            /** @description Another role that was the default is not any more */
            isDefault?: boolean;
            /** @description Ids or slugs of permissions */
            permissionIds?: string[];
        };
        CreateScopeRequest: {
            name: string;
            displayName: string;
            description: string;
        };
        CreateTeamRequest: {
            name: string;
            slug: string;
            description?: string | null;
        };
        CreateUserImportRequest: {
            /** @enum {string} */
            format: "csv" | "jsonl";
            /**
             * @default skip
             * @enum {string}
             */
            onExisting: "skip" | "update";
        };
        CreateUserRequest: {
            email: string;
            firstName: string;
            lastName: string;
            phone?: string | null;
            password?: string;
            roleIds?: string[];
            teamIds?: string[];
        };
        CreateWebhookRequest: {
            /**
             * @description https, at a public host
             * @example https://shop.example.com/webhooks/cerberus
             */
            url: string;
            /**
             * @description Names of events, see docs/webhooks.md; `*`: all of them
             * @example [
             *       "user.created",
             *       "user.deleted"
             *     ]
             */
            events: string[];
            /** @description The id or the client_id of a client: only what it does, and what is done to it */
            clientId?: string | null;
        };
        CreateWebhookResponse201: {
            /** Format: uuid */
            id: string;
            url: string;
            /** @description The names of events, as they were given */
            events: string[];
            /** @description Of this client only; null: of everybody */
            clientId: string | null;
            isActive: boolean;
            /** @description The same as `isActive` */
            active: boolean;
            /** @description When it was switched off because its deliveries kept failing */
            disabledAt: string | null;
            lastTriggeredAt: string | null;
            /** @description Failures in a row */
            failureCount: number;
            /** @description Until when the secret before the present one signs too */
            previousSecretExpiresAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * @description Shown here and never again
             * @example whsec_C2FVsBQIhrscChlQIMV…
             */
            secret: string;
        };
        DeleteAccountRequest: {
            password?: string;
        };
        DeleteAccountResponse200: {
            message: string;
            deletionScheduledAt: string;
        };
        DeleteOwnFactorRequest: {
            token?: string;
        };
        DeleteOwnOrganisationRequest: {
            confirmDomain?: string;
        };
        DeleteOwnPasskeyRequest: {
            token?: string;
        };
        DisableMfaRequest: {
            token: string;
        } | {
            password: string;
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "api_key.created",
         *       "event": "api_key.created",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "api_key": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering",
         *           "prefix": "text"
         *         }
         *       }
         *     }
         */
        EventAboutApiKey: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                api_key?: {
                    id: string;
                    name?: string;
                    prefix?: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "audit_log.exported",
         *       "event": "audit_log.exported",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {}
         *       }
         *     }
         */
        EventAboutAuditLog: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "oauth2.authorize",
         *       "event": "oauth2.authorize",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "authorization_code": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
         *         }
         *       }
         *     }
         */
        EventAboutAuthorizationCode: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                authorization_code?: {
                    id: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "oauth2.authorization_refused",
         *       "event": "oauth2.authorization_refused",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {}
         *       }
         *     }
         */
        EventAboutClient: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "oauth2.consent.granted",
         *       "event": "oauth2.consent.granted",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {}
         *       }
         *     }
         */
        EventAboutConsent: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "event_stream.created",
         *       "event": "event_stream.created",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "event_stream": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
         *         }
         *       }
         *     }
         */
        EventAboutEventStream: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                event_stream?: {
                    id: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "invitation.created",
         *       "event": "invitation.created",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "invitation": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "expiresAt": "2026-01-15T09:30:00.000Z"
         *         }
         *       }
         *     }
         */
        EventAboutInvitation: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                invitation?: {
                    id: string;
                    email?: string;
                    expiresAt?: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "user.mfa.factor_added",
         *       "event": "user.mfa.factor_added",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "mfa_factor": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering",
         *           "type": "text"
         *         }
         *       }
         *     }
         */
        EventAboutMfaFactor: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                mfa_factor?: {
                    id: string;
                    name?: string;
                    type?: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "organisation.created",
         *       "event": "organisation.created",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "organisation": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering",
         *           "slug": "engineering"
         *         }
         *       }
         *     }
         */
        EventAboutOrganisation: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                organisation?: {
                    id: string;
                    name?: string;
                    slug?: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "resource.created",
         *       "event": "resource.created",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "resource": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "indicator": "text"
         *         }
         *       }
         *     }
         */
        EventAboutResource: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                resource?: {
                    id: string;
                    indicator?: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "role.created",
         *       "event": "role.created",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "role": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering",
         *           "slug": "engineering"
         *         }
         *       }
         *     }
         */
        EventAboutRole: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                role?: {
                    id: string;
                    name?: string;
                    slug?: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "scope.created",
         *       "event": "scope.created",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "scope": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         }
         *       }
         *     }
         */
        EventAboutScope: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                scope?: {
                    id: string;
                    name?: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "user.login.success",
         *       "event": "user.login.success",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "session": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "ipAddress": "192.0.2.7",
         *           "userAgent": "Mozilla/5.0",
         *           "expiresAt": "2026-01-15T09:30:00.000Z"
         *         }
         *       }
         *     }
         */
        EventAboutSession: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                session?: {
                    id: string;
                    ipAddress?: string;
                    userAgent?: string;
                    expiresAt?: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "team.created",
         *       "event": "team.created",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "team": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering",
         *           "slug": "engineering"
         *         }
         *       }
         *     }
         */
        EventAboutTeam: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                team?: {
                    id: string;
                    name?: string;
                    slug?: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "oauth2.token_issued",
         *       "event": "oauth2.token_issued",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "token": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
         *         }
         *       }
         *     }
         */
        EventAboutToken: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                token?: {
                    id: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "oauth2.token_reuse_detected",
         *       "event": "oauth2.token_reuse_detected",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "token_family": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
         *         }
         *       }
         *     }
         */
        EventAboutTokenFamily: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                token_family?: {
                    id: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "user.created",
         *       "event": "user.created",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {}
         *       }
         *     }
         */
        EventAboutUser: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "user_import.created",
         *       "event": "user_import.created",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "user_import": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
         *         }
         *       }
         *     }
         */
        EventAboutUserImport: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                user_import?: {
                    id: string;
                };
            };
        };
        /**
         * @example {
         *       "id": "evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "type": "webhook.created",
         *       "event": "webhook.created",
         *       "createdAt": "2026-01-15T09:30:00.000Z",
         *       "timestamp": "2026-01-15T09:30:00.000Z",
         *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *       "data": {
         *         "actor": {
         *           "type": "user",
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "user": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "email": "ada@example.org",
         *           "name": "Engineering",
         *           "firstName": "Ada",
         *           "lastName": "Lovelace",
         *           "blockedAt": "2026-01-15T09:30:00.000Z"
         *         },
         *         "client": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "name": "Engineering"
         *         },
         *         "success": true,
         *         "reason": "text",
         *         "ipAddress": "192.0.2.7",
         *         "userAgent": "Mozilla/5.0",
         *         "metadata": {},
         *         "webhook": {
         *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
         *           "url": "https://app.example.org/path",
         *           "isActive": true
         *         }
         *       }
         *     }
         */
        EventAboutWebhook: {
            /**
             * @description The same for every attempt and every webhook
             * @example evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a
             */
            id: string;
            /** @description The name to which the webhook subscribed */
            type: string;
            /** @description The same as `type` */
            event: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The same as `createdAt`
             */
            timestamp: string;
            /** Format: uuid */
            organisationId: string;
            data: {
                actor: components["schemas"]["EventActor"];
                user?: components["schemas"]["EventPerson"];
                client?: components["schemas"]["EventClient"];
                success: boolean;
                /** @description Why it failed */
                reason?: string;
                ipAddress?: string;
                userAgent?: string;
                /** @description More, by the kind of event */
                metadata?: {
                    [key: string]: unknown;
                };
                webhook?: {
                    id: string;
                    url?: string;
                    isActive?: boolean;
                };
            };
        };
        /** @description Who did it */
        EventActor: {
            /** @enum {string} */
            type: "user" | "guest" | "api_key" | "client" | "operator" | "system";
            id?: string;
            name?: string;
        };
        EventClient: {
            id: string;
            clientId?: string;
            name?: string;
        };
        EventPerson: {
            id: string;
            email?: string;
            name?: string;
            firstName?: string;
            lastName?: string;
            blockedAt?: string;
        };
        Explanation: {
            /** Format: uuid */
            code: string;
            /** @description The id of the request in the log */
            requestId: string;
            /** @enum {string} */
            endpoint: "authorization" | "token" | "introspection" | "revocation" | "sign_in";
            /** @description The error as the caller got it */
            error: string;
            reason: string;
            /** @description The check that failed */
            cause: string | null;
            /** @description What would mend it */
            mend: string | null;
            /** @description The checks that ran, in order */
            checks: {
                check: string;
                verifies: string | null;
                /** @enum {string} */
                verdict: "passed" | "failed";
                /** @description What the check has seen; never a secret */
                facts: {
                    [key: string]: unknown;
                };
            }[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
        };
        ExportOwnDataResponse200: {
            generatedAt: string;
            data: {
                [key: string]: unknown;
            };
        };
        ExportUserDataResponse200: {
            generatedAt: string;
            data: {
                [key: string]: unknown;
            };
        };
        Factor: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            type: "totp" | "webauthn" | "email";
            name: string;
            createdAt: string;
            lastUsedAt: string | null;
        };
        /** @description What is wrong with one value of a request */
        Fault: {
            /** @description The members that lead to the value */
            path: (string | number)[];
            message: string;
            code: string;
            /** @description Of the body: a JSON pointer as a URI fragment (RFC 6901) */
            pointer?: string;
            /** @description Of the URL: the name of the parameter */
            parameter?: string;
            /**
             * @description Of the URL: where the parameter is
             * @enum {string}
             */
            in?: "path" | "query";
        } & {
            [key: string]: unknown;
        };
        GetFactorCheckOptionsResponse200: {
            challenge: string;
        } & {
            [key: string]: unknown;
        };
        GetOwnFactorsResponse200: {
            enabled: boolean;
            backupCodesRemaining: number;
            factors: components["schemas"]["Factor"][];
        };
        GetPasskeyOptionsRequest: {
            /** @default false */
            secondFactor: boolean;
        };
        GetPasskeyOptionsResponse200: {
            challenge: string;
        } & {
            [key: string]: unknown;
        };
        GetPasskeyRegistrationOptionsResponse200: {
            challenge: string;
        } & {
            [key: string]: unknown;
        };
        GetPlatformOrganisationResponse200: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
            email: string;
            /** @enum {string} */
            status: "trial" | "active" | "suspended" | "cancelled";
            statusReason: string | null;
            suspendedAt: string | null;
            cancelledAt: string | null;
            /** @description When the data of a cancelled organisation is erased */
            erasedFrom: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            owner: components["schemas"]["UserSummary"] | null;
        };
        GetProfileResponse200: components["schemas"]["Profile"] | components["schemas"]["ProfilePart"];
        GetStatisticsActivityResponse200: {
            loginActivity: {
                /** Format: date */
                date: string;
                count: number;
            }[];
            newUsers: {
                /** Format: date */
                date: string;
                count: number;
            }[];
            authEvents: {
                /** Format: date */
                date: string;
                successful: number;
                failed: number;
            }[];
        };
        GetStatisticsOverviewResponse200: {
            totalUsers: number;
            activeUsers30d: number;
            /** @description Percent of people with a second factor */
            mfaAdoptionRate: number;
            totalSessions: number;
            totalClients: number;
            totalApiKeys: number;
            trends: {
                /** @description New within thirty days */
                users30d: number;
                clients30d: number;
            };
            /**
             * @description There are more people than were looked at, so that numbers of people are estimates
             * @constant
             */
            isEstimate?: true;
        };
        GetStatisticsSecurityResponse200: {
            usersByStatus: {
                active: number;
                inactive: number;
                blocked: number;
            };
            mfaBreakdown: {
                enabled: number;
                disabled: number;
            };
            topActiveUsers: {
                /** Format: uuid */
                id: string;
                name: string | null;
                loginCount: number;
                lastLoginAt: string | null;
            }[];
            recentSignups: {
                /** Format: uuid */
                id: string;
                name: string | null;
                email: string;
                /** Format: date-time */
                createdAt: string;
            }[];
            /**
             * @description There are more people than were looked at, so that numbers of people are estimates
             * @constant
             */
            isEstimate?: true;
        };
        GetWebhookDeliveryResponse200: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            webhookId: string;
            /**
             * @description As receivers know it
             * @example evt_019ad58e-…
             */
            eventId: string;
            /** @description The name by which the webhook is told of it */
            event: string;
            /** @enum {string} */
            status: "pending" | "delivered" | "failed";
            /** @description Attempts since it was queued, or queued again */
            attempt: number;
            nextAttemptAt: string | null;
            /** @description Of the last answer; null when there was none */
            responseStatus: number | null;
            /** @description Why the last attempt failed */
            error: string | null;
            deliveredAt: string | null;
            /** @description When it was given up */
            failedAt: string | null;
            /** @description When it was last queued again */
            redeliveredAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** @description The last twenty. What the receiver wrote is not kept */
            attempts: {
                /** Format: date-time */
                at: string;
                status: number | null;
                /** @description Milliseconds */
                duration: number;
                error: string | null;
            }[];
            /** @description What the receiver gets */
            body: {
                id: string;
                type: string;
                event: string;
                /** Format: date-time */
                createdAt: string;
                /** Format: date-time */
                timestamp: string;
                /** Format: uuid */
                organisationId: string;
                data: unknown;
            };
        };
        Invitation: {
            /** Format: uuid */
            id: string;
            email: string;
            /** Format: uuid */
            roleId: string;
            role: components["schemas"]["RoleSummary"];
            teamIds: string[];
            /** @enum {string} */
            status: "pending" | "accepted" | "expired" | "revoked";
            invitedById: string | null;
            /** @description `id` is `system` when nobody is left who invited */
            invitedBy: {
                id: string;
                email: string;
                name: string;
            };
            /** Format: date-time */
            expiresAt: string;
            acceptedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        Job: {
            name: string;
            /**
             * @description A sweep removes expired rows from a table
             * @enum {string}
             */
            kind: "job" | "sweep";
            purpose: string;
            /** @description From one run to the next */
            everySeconds: number;
            /** @description Null when it has never run */
            lastRun: components["schemas"]["JobRun"] | null;
            /** @description Whether it should have run again by now */
            isLate: boolean;
            /** @description Whether each of the last runs left more than the one before */
            backlogGrows: boolean;
        };
        JobRun: {
            /** Format: uuid */
            id: string;
            /**
             * @description `idle`: there was nothing to do. `interrupted`: it was cut off, and never finished
             * @enum {string}
             */
            state: "running" | "interrupted" | "idle" | "done" | "failed";
            /** Format: date-time */
            startedAt: string;
            finishedAt: string | null;
            /** @description Milliseconds of work */
            durationMs: number | null;
            /** @description Rows removed, messages tried, people erased */
            processed: number;
            /** @description Of them, how many failed */
            failures: number;
            /** @description What was still due at the end; null when it is not known */
            backlog: number | null;
            /** @description Whether there may be more: counting stops at a bound */
            backlogIsEstimate: boolean;
            /** @description Since when the oldest of the backlog has been due */
            oldestDueAt: string | null;
            error: string | null;
        };
        Joined: {
            message: string;
            user: components["schemas"]["UserSummary"];
            organisation: components["schemas"]["OrganisationSummary"];
            role: components["schemas"]["RoleSummary"];
        };
        ListApiKeysResponse200: {
            data: components["schemas"]["ApiKey"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListAuditLogsResponse200: {
            data: components["schemas"]["AuditLog"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
            /** @description The same as `data` */
            auditLogs: components["schemas"]["AuditLog"][];
        };
        ListClientsResponse200: {
            data: components["schemas"]["Client"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListConsentsResponse200: {
            data: {
                /** Format: uuid */
                id: string;
                clientId: string;
                client: {
                    /** Format: uuid */
                    id: string;
                    clientId: string;
                    name: string;
                    logoUri: string | null;
                };
                scopes: string[];
                grantedAt: string;
                expiresAt: string | null;
                user: components["schemas"]["UserSummary"] | null;
            }[];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListInvitationsResponse200: {
            data: components["schemas"]["ListedInvitation"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListJobRunsResponse200: {
            data: components["schemas"]["JobRun"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListJobsResponse200: {
            data: components["schemas"]["Job"][];
        };
        ListMembershipsResponse200: {
            data: components["schemas"]["Membership"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListOwnOrganisationsResponse200: components["schemas"]["OrganisationSummary"][];
        ListOwnPasskeysResponse200: {
            data: components["schemas"]["Passkey"][];
            total: number;
        };
        ListOwnSessionsResponse200: {
            data: components["schemas"]["OwnSession"][];
            total: number;
        };
        ListPermissionsResponse200: {
            data: components["schemas"]["Permission"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListPlatformOrganisationsResponse200: {
            data: components["schemas"]["PlatformOrganisation"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListPlatformSigningKeysResponse200: {
            data: components["schemas"]["SigningKey"][];
        };
        ListResourcesResponse200: {
            data: components["schemas"]["Resource"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListRolesResponse200: {
            data: components["schemas"]["Role"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListScopesResponse200: {
            data: components["schemas"]["Scope"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListSessionsResponse200: {
            data: components["schemas"]["OrganisationSession"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListSigningKeysResponse200: {
            data: components["schemas"]["SigningKey"][];
        };
        ListTeamMembersResponse200: {
            data: components["schemas"]["TeamMember"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            nextCursor?: string | null;
        };
        ListTeamsResponse200: {
            data: components["schemas"]["Team"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListUserFactorsResponse200: {
            enabled: boolean;
            backupCodesRemaining: number;
            factors: components["schemas"]["UserFactor"][];
        };
        ListUserImportFaultsResponse200: {
            data: components["schemas"]["UserImportFault"][];
            total: number;
            limit: number;
            nextCursor: string | null;
        };
        ListUserImportsResponse200: {
            data: components["schemas"]["UserImport"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListUserSessionsResponse200: {
            data: components["schemas"]["UserSession"][];
            total: number;
        };
        ListUsersResponse200: {
            data: components["schemas"]["User"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListWebhookDeliveriesResponse200: {
            data: components["schemas"]["WebhookDelivery"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListWebhooksResponse200: {
            data: components["schemas"]["Webhook"][];
            total: number;
            /** @constant */
            totalIsEstimate?: true;
            limit: number;
            offset: number;
            page: number;
            pages: number;
            pagination: {
                total: number;
                limit: number;
                offset: number;
            };
            nextCursor?: string | null;
        };
        ListedInvitation: {
            /** Format: uuid */
            id: string;
            email: string;
            /** Format: uuid */
            roleId: string;
            /** @description The name of the role */
            role: string;
            teamIds: string[];
            /** @enum {string} */
            status: "pending" | "accepted" | "expired" | "revoked";
            invitedById: string | null;
            /** @description `id` is `system` when nobody is left who invited */
            invitedBy: {
                id: string;
                email: string;
                name: string;
            };
            /** Format: date-time */
            expiresAt: string;
            acceptedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            roleDetails: components["schemas"]["RoleSummary"];
        };
        Membership: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organisationId: string;
            /**
             * Format: uuid
             * @description The account, of which the host learns what the guest consents to
             */
            userId: string;
            /** Format: date-time */
            joinedAt: string;
            leftAt: null;
            blockedAt: string | null;
            roles: {
                /** Format: uuid */
                id: string;
                name: string;
                slug: string;
            }[];
            teams: {
                /** Format: uuid */
                id: string;
                name: string;
                slug: string;
            }[];
        };
        Message: {
            message: string;
        };
        OnboardOrganisationRequest: {
            organisationName: string;
            email: string;
            firstName: string;
            lastName: string;
            password: string;
            metadata?: {
                [key: string]: unknown;
            };
            invitationToken?: string;
        };
        Onboarded: {
            message: string;
            organisation: {
                /** Format: uuid */
                id: string;
                slug: string;
                name: string;
                configs: {
                    allowedCallbackUrls: string[];
                    allowedLogoutUrls: string[];
                    allowedOrigins: string[];
                    sessionLifetime: number;
                    sessionIdleTimeout: number;
                    requireMfa: boolean;
                    allowedMfaMethods: string[];
                    passwordPolicy: null;
                    tokenLifetimePolicy: null;
                    branding: null;
                    metadata: {
                        [key: string]: unknown;
                    } | null;
                };
            };
            user: components["schemas"]["UserSummary"];
            roles: {
                /** Format: uuid */
                id: string;
                name: string;
                slug: string;
                description: string | null;
                isDefault: boolean;
                /** Format: date-time */
                createdAt: string;
                /** Format: date-time */
                updatedAt: string;
                permissions: {
                    /** Format: uuid */
                    id: string;
                    slug: string;
                    name: string;
                }[];
                _count: {
                    users: number;
                };
            }[];
            invitationDefaults: {
                roleId: string | null;
                expiresInHours: number;
                maxUses: number;
            };
        };
        Organisation: {
            /** Format: uuid */
            id: string;
            slug: string;
            name: string;
            email: string;
            phone: string | null;
            website: string | null;
            /** @enum {string} */
            status: "trial" | "active" | "suspended" | "cancelled";
            ownerId: string | null;
            allowedCallbackUrls: string[];
            allowedLogoutUrls: string[];
            allowedOrigins: string[];
            sessionLifetime: number;
            sessionIdleTimeout: number;
            requireMfa: boolean;
            allowedMfaMethods: string[];
            passwordPolicy: {
                [key: string]: number | boolean;
            } | null;
            tokenLifetimePolicy: {
                [key: string]: number;
            } | null;
            branding: {
                [key: string]: string | null;
            } | null;
            /** @description Days for which the audit log is kept; null: 365. Nothing is removed in the week after a change. */
            auditRetentionDays: number | null;
            metadata: {
                [key: string]: unknown;
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        OrganisationSession: {
            /** Format: uuid */
            id: string;
            user: components["schemas"]["UserSummary"];
            ipAddress: string;
            userAgent: string;
            /** Format: date-time */
            lastActivityAt: string;
            /** Format: date-time */
            expiresAt: string;
            /** Format: date-time */
            createdAt: string;
            /** @description Whether it is the session of this request */
            current: boolean;
        };
        OrganisationSummary: {
            /** Format: uuid */
            id: string;
            slug: string;
            name: string;
        };
        OwnSession: {
            /** Format: uuid */
            id: string;
            ipAddress: string;
            userAgent: string;
            lastActivityAt: string;
            expiresAt: string;
            createdAt: string;
            current: boolean;
        };
        Passkey: {
            /** Format: uuid */
            id: string;
            name: string;
            createdAt: string;
            lastUsedAt: string | null;
        };
        PendingInvitation: {
            email: string;
            organisationName: string;
            organisation: components["schemas"]["OrganisationSummary"];
            role: components["schemas"]["RoleSummary"];
            invitedBy?: components["schemas"]["UserSummary"];
            /** Format: date-time */
            expiresAt: string;
        };
        Permission: {
            /** Format: uuid */
            id: string;
            /** @description `resource:action`, or `*` for all */
            slug: string;
            name: string;
            description: string | null;
            category: string;
            /** @constant */
            isSystemPermission: true;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        PlatformOrganisation: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
            email: string;
            /** @enum {string} */
            status: "trial" | "active" | "suspended" | "cancelled";
            statusReason: string | null;
            suspendedAt: string | null;
            cancelledAt: string | null;
            /** @description When the data of a cancelled organisation is erased */
            erasedFrom: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description Problem details (RFC 9457). Some problems have members of their own, such as `requiresMfa` */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @description The detail again */
            message: string;
            /** @description The path of the request */
            instance: string;
            /** @description Everything that is wrong with the request; about a password in sentences */
            errors?: (components["schemas"]["Fault"] | string)[];
        } & {
            [key: string]: unknown;
        };
        Profile: {
            /** Format: uuid */
            id: string;
            email: string;
            name: string;
            firstName: string;
            lastName: string;
            emailVerified: boolean;
            phone: string | null;
            mfaEnabled: boolean;
            organisation: components["schemas"]["OrganisationSummary"];
            roles: components["schemas"]["RoleSummary"][];
            permissions: string[];
            middleName: string | null;
            nickname: string | null;
            preferredUsername: string | null;
            profileUrl: string | null;
            picture: string | null;
            website: string | null;
            gender: string | null;
            birthdate: string | null;
            zoneinfo: string | null;
            locale: string | null;
            address: {
                [key: string]: string;
            } | null;
        };
        ProfilePart: {
            id: string;
            email?: string;
            name?: string;
            firstName?: string;
            lastName?: string;
            emailVerified?: boolean;
            phone?: string | null;
            mfaEnabled?: boolean;
            organisation?: components["schemas"]["OrganisationSummary"];
            roles?: components["schemas"]["RoleSummary"][];
            permissions?: string[];
            middleName?: string | null;
            nickname?: string | null;
            preferredUsername?: string | null;
            profileUrl?: string | null;
            picture?: string | null;
            website?: string | null;
            gender?: string | null;
            birthdate?: string | null;
            zoneinfo?: string | null;
            locale?: string | null;
            address?: {
                [key: string]: string;
            } | null;
        };
        ReactivateOrganisationByPostRequest: {
            reason?: string;
        };
        ReactivateOrganisationByPostResponse200: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
            email: string;
            /** @enum {string} */
            status: "trial" | "active" | "suspended" | "cancelled";
            statusReason: string | null;
            suspendedAt: string | null;
            cancelledAt: string | null;
            /** @description When the data of a cancelled organisation is erased */
            erasedFrom: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            owner: components["schemas"]["UserSummary"] | null;
        };
        ReactivateOrganisationRequest: {
            reason?: string;
        };
        ReactivateOrganisationResponse200: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
            email: string;
            /** @enum {string} */
            status: "trial" | "active" | "suspended" | "cancelled";
            statusReason: string | null;
            suspendedAt: string | null;
            cancelledAt: string | null;
            /** @description When the data of a cancelled organisation is erased */
            erasedFrom: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            owner: components["schemas"]["UserSummary"] | null;
        };
        RedeliverWebhookRangeRequest: {
            /**
             * Format: date-time
             * @description Of events from here
             */
            since: string;
            /**
             * Format: date-time
             * @description To before here
             */
            until: string;
            /**
             * @description Which of them; `failed` without it
             * @enum {string}
             */
            status?: "failed" | "delivered";
        };
        RedeliverWebhookRangeResponse200: {
            queued: number;
            hasMore: boolean;
        };
        RegenerateBackupCodesRequest: {
            token: string;
        };
        RegenerateBackupCodesResponse200: {
            backupCodes: string[];
            message: string;
        };
        RegenerateClientSecretRequest: {
            /** @description How long the present secret is accepted beside the new one; 0, the default, ends it at once */
            overlapSeconds?: number;
        };
        RegenerateClientSecretResponse200: {
            clientId: string;
            clientSecret: string;
            previousSecretExpiresAt: string | null;
        };
        RegisterPasskeyRequest: {
            /** @default Passkey */
            name: string;
            response: {
                id: string;
                rawId: string;
                /** @constant */
                type: "public-key";
                authenticatorAttachment?: string | null;
                clientExtensionResults?: components["schemas"]["ClientExtensionResults"] | null;
                response: {
                    clientDataJSON: string;
                    attestationObject: string;
                    transports?: string[] | null;
                };
            };
        };
        RegisterPasskeyResponse201: {
            /** Format: uuid */
            id: string;
            name: string;
            backupCodes?: string[];
        };
        RegisterRequest: {
            firstName: string;
            lastName: string;
            password: string;
            token: string;
            email: string;
        };
        RemoveRolePermissionByPathResponse200: {
            message: string;
            /** Format: uuid */
            roleId: string;
            /** Format: uuid */
            permissionId: string;
        };
        RemoveRolePermissionRequest: {
            /** @description The id of a permission, or its slug */
            permissionId: string;
        };
        RemoveRolePermissionResponse200: {
            message: string;
            /** Format: uuid */
            roleId: string;
            /** Format: uuid */
            permissionId: string;
        };
        RemoveTeamMemberResponse200: {
            message: string;
            /** Format: uuid */
            teamId: string;
            /** Format: uuid */
            userId?: string;
            userIds?: string[];
        };
        RemoveTeamMembersRequest: {
            userId?: string;
            userIds?: string[];
        };
        RemoveTeamMembersResponse200: {
            message: string;
            /** Format: uuid */
            teamId: string;
            /** Format: uuid */
            userId?: string;
            userIds?: string[];
        };
        RemoveUserRoleRequest: {
            roleId: string;
        };
        RenamePasskeyRequest: {
            name: string;
        };
        RenamePasskeyResponse200: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        ReplaceRolePermissionsRequest: {
            /** @description Ids or slugs of permissions */
            permissionIds: string[];
        };
        ReplaceUserRolesRequest: {
            roleIds: string[];
        };
        RequestPasswordResetRequest: {
            email: string;
        };
        ResendInvitationResponse200: {
            message: string;
            invitation: components["schemas"]["Invitation"];
        };
        ResetPasswordRequest: {
            token: string;
            password?: string;
            newPassword?: string;
        };
        ResetPasswordResponse200: {
            message: string;
            reviewUrl?: string;
        };
        Resource: {
            /** Format: uuid */
            id: string;
            indicator: string;
            /** @description What access tokens for it are signed with; null: as their client says */
            signingAlg: ("RS256" | "PS256" | "ES256" | "EdDSA") | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        RestoreOrganisationRequest: {
            reason?: string;
        };
        RestoreOrganisationResponse200: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
            email: string;
            /** @enum {string} */
            status: "trial" | "active" | "suspended" | "cancelled";
            statusReason: string | null;
            suspendedAt: string | null;
            cancelledAt: string | null;
            /** @description When the data of a cancelled organisation is erased */
            erasedFrom: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            owner: components["schemas"]["UserSummary"] | null;
        };
        Role: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organisationId: string;
            name: string;
            slug: string;
            description: string | null;
            /** @description Given to new people for whom no role is named */
            isDefault: boolean;
            /** @description The Owner role: its permissions stay, and it cannot be deleted or be the default */
            isSystemRole: boolean;
            permissions: {
                /** Format: uuid */
                id: string;
                slug: string;
                name: string;
                description: string | null;
            }[];
            permissionCount: number;
            _count: {
                /** @description People and guests who have the role */
                users: number;
                /**
                 * @description There are more than were counted
                 * @constant
                 */
                usersIsEstimate?: true;
            };
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        RoleSummary: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
        };
        RotateClientSecretRequest: {
            /** @description How long the present secret is accepted beside the new one; 0, the default, ends it at once */
            overlapSeconds?: number;
        };
        RotateClientSecretResponse200: {
            clientId: string;
            clientSecret: string;
            previousSecretExpiresAt: string | null;
        };
        RotateSigningKeysResponse200: {
            data: components["schemas"]["SigningKey"][];
            message: string;
            /** @description The new keys, by `kid`; none when there was nothing to do */
            published: string[];
        };
        RotateWebhookSecretRequest: {
            /** @description How long the present secret signs beside the new one; without it 86400, a day */
            overlapSeconds?: number;
        };
        RotateWebhookSecretResponse200: {
            /** Format: uuid */
            id: string;
            url: string;
            /** @description The names of events, as they were given */
            events: string[];
            /** @description Of this client only; null: of everybody */
            clientId: string | null;
            isActive: boolean;
            /** @description The same as `isActive` */
            active: boolean;
            /** @description When it was switched off because its deliveries kept failing */
            disabledAt: string | null;
            lastTriggeredAt: string | null;
            /** @description Failures in a row */
            failureCount: number;
            /** @description Until when the secret before the present one signs too */
            previousSecretExpiresAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * @description Shown here and never again
             * @example whsec_C2FVsBQIhrscChlQIMV…
             */
            secret: string;
        };
        Scope: {
            id: string | null;
            name: string;
            displayName: string;
            description: string;
            isDefault: boolean;
            isSystem: boolean;
            createdAt: string | null;
            updatedAt: string | null;
        };
        SendVerificationEmailRequest: {
            email: string;
        };
        SignInRequest: {
            email: string;
            password: string;
            mfaToken?: string;
            client_id?: string;
        };
        SignInResponse200: {
            message: string;
            user: components["schemas"]["UserSummary"];
            organisation: components["schemas"]["OrganisationSummary"];
        };
        SignInWithPasskeyRequest: {
            /** @default false */
            secondFactor: boolean;
            response: components["schemas"]["Assertion"];
        };
        SignInWithPasskeyResponse200: {
            message: string;
            user: components["schemas"]["UserSummary"];
            organisation: components["schemas"]["OrganisationSummary"];
        };
        SigningKey: {
            kid: string;
            alg: string;
            /** @enum {string} */
            state: "published" | "signing" | "retired" | "revoked";
            /**
             * Format: date-time
             * @description When it came to its state
             */
            since: string;
            /** @description From when a published key signs, within the hour; null for others */
            signsFrom: string | null;
            /** Format: date-time */
            createdAt: string;
            /** @description As in the JWKS (RFC 7517); null when it is revoked */
            publicKey: {
                [key: string]: unknown;
            } | null;
        };
        StartAuthenticatorAppResponse200: {
            secret: string;
            qrCodeUri: string;
            qrCode: string;
            message: string;
        };
        SuspendOrganisationByPostRequest: {
            reason: string;
        };
        SuspendOrganisationByPostResponse200: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
            email: string;
            /** @enum {string} */
            status: "trial" | "active" | "suspended" | "cancelled";
            statusReason: string | null;
            suspendedAt: string | null;
            cancelledAt: string | null;
            /** @description When the data of a cancelled organisation is erased */
            erasedFrom: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            owner: components["schemas"]["UserSummary"] | null;
        };
        SuspendOrganisationRequest: {
            reason: string;
        };
        SuspendOrganisationResponse200: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
            email: string;
            /** @enum {string} */
            status: "trial" | "active" | "suspended" | "cancelled";
            statusReason: string | null;
            suspendedAt: string | null;
            cancelledAt: string | null;
            /** @description When the data of a cancelled organisation is erased */
            erasedFrom: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            owner: components["schemas"]["UserSummary"] | null;
        };
        Team: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organisationId: string;
            name: string;
            slug: string;
            description: string | null;
            memberCount: number;
            /**
             * @description There are more than were counted
             * @constant
             */
            memberCountIsEstimate?: true;
            /** @description The first hundred; ten in a list of teams. `/admin/teams/{id}/members` has all of them */
            members: components["schemas"]["TeamMember"][];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        TeamMember: {
            /** Format: uuid */
            id: string;
            /** @description The membership of a guest; null for your own people */
            memberId: string | null;
            email: string;
            name: string;
            firstName: string;
            lastName: string;
            /** Format: date-time */
            joinedAt: string;
            /** Format: date-time */
            addedAt: string;
        };
        TransferOwnershipRequest: {
            userId: string;
            password?: string;
        };
        UpdateClientRequest: {
            name?: string;
            description?: string | null;
            /** @enum {string} */
            tokenEndpointAuthMethod?: "client_secret_basic" | "client_secret_post" | "client_secret_jwt" | "private_key_jwt" | "none";
            grantTypes?: ("authorization_code" | "refresh_token" | "client_credentials")[];
            redirectUris?: string[];
            allowedOrigins?: string[];
            scopes?: string[];
            /** @description Indicators of resources of the organisation (RFC 8707) */
            resources?: string[];
            requireConsent?: boolean;
            isFirstParty?: boolean;
            allowPlainPkce?: boolean;
            allowUnboundCodes?: boolean;
            allowLocalhostPorts?: boolean;
            allowEndpointAudience?: boolean;
            allowApi?: boolean;
            jwks?: {
                keys: {
                    [key: string]: unknown;
                }[];
            } | null;
            jwksUri?: string | null;
            /** @enum {string} */
            idTokenSignedResponseAlg?: "RS256" | "PS256" | "ES256" | "EdDSA";
            userinfoSignedResponseAlg?: ("RS256" | "PS256" | "ES256" | "EdDSA") | null;
            accessTokenSignedResponseAlg?: ("RS256" | "PS256" | "ES256" | "EdDSA") | null;
            idTokenClaims?: ("scopes" | "requested") | null;
            /** @enum {string} */
            accessTokenFormat?: "jwt" | "opaque";
            /** @enum {string} */
            subjectType?: "public" | "pairwise";
            sectorIdentifierUri?: string | null;
            postLogoutRedirectUris?: string[];
            backchannelLogoutUri?: string | null;
            backchannelLogoutSessionRequired?: boolean;
            frontchannelLogoutUri?: string | null;
            frontchannelLogoutSessionRequired?: boolean;
            logoUri?: string | null;
            policyUri?: string | null;
            tosUri?: string | null;
            defaultMaxAge?: number | null;
            accessTokenLifetime?: number;
            idTokenLifetime?: number;
            refreshTokenLifetime?: number;
            refreshTokenGrace?: number;
            refreshFamilyLifetime?: number;
            consentLifetime?: number | null;
            isActive?: boolean;
            /**
             * @deprecated
             * @description The same as `scopes`
             */
            allowedScopes?: string[];
        };
        UpdateClientResponse200: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organisationId: string;
            clientId: string;
            name: string;
            description: string | null;
            /** @enum {string} */
            tokenEndpointAuthMethod: "client_secret_basic" | "client_secret_post" | "client_secret_jwt" | "private_key_jwt" | "none";
            grantTypes: ("authorization_code" | "refresh_token" | "client_credentials")[];
            redirectUris: string[];
            allowedOrigins: string[];
            scopes: string[];
            /** @description Indicators of resources of the organisation (RFC 8707) */
            resources: string[];
            requireConsent: boolean;
            isFirstParty: boolean;
            allowPlainPkce: boolean;
            allowUnboundCodes: boolean;
            allowLocalhostPorts: boolean;
            allowEndpointAudience: boolean;
            allowApi: boolean;
            jwks: {
                keys: {
                    [key: string]: unknown;
                }[];
            } | null;
            jwksUri: string | null;
            /** @enum {string} */
            idTokenSignedResponseAlg: "RS256" | "PS256" | "ES256" | "EdDSA";
            userinfoSignedResponseAlg: ("RS256" | "PS256" | "ES256" | "EdDSA") | null;
            accessTokenSignedResponseAlg: ("RS256" | "PS256" | "ES256" | "EdDSA") | null;
            idTokenClaims: ("scopes" | "requested") | null;
            /** @enum {string} */
            accessTokenFormat: "jwt" | "opaque";
            /** @enum {string} */
            subjectType: "public" | "pairwise";
            sectorIdentifierUri: string | null;
            postLogoutRedirectUris: string[];
            backchannelLogoutUri: string | null;
            backchannelLogoutSessionRequired: boolean;
            frontchannelLogoutUri: string | null;
            frontchannelLogoutSessionRequired: boolean;
            logoUri: string | null;
            policyUri: string | null;
            tosUri: string | null;
            defaultMaxAge: number | null;
            accessTokenLifetime: number;
            idTokenLifetime: number;
            refreshTokenLifetime: number;
            refreshTokenGrace: number;
            refreshFamilyLifetime: number;
            consentLifetime: number | null;
            /**
             * @deprecated
             * @description The same as `scopes`
             */
            allowedScopes: string[];
            /** @enum {string} */
            clientType: "confidential" | "public";
            requirePkce: boolean;
            /** @description Whether it must use PKCE: public clients always must */
            pkceRequired: boolean;
            /** @constant */
            refreshTokenRotation: "rotating";
            isActive: boolean;
            hasSecret: boolean;
            /** @description Until when the secret before the last rotation is accepted; null when there is none */
            previousSecretExpiresAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            clientSecret?: string | null;
        };
        UpdateMembershipRequest: {
            roleIds: string[];
        };
        UpdateOwnOrganisationRequest: {
            name?: string;
            email?: string;
            phone?: string | null;
            website?: string | null;
            allowedCallbackUrls?: string[] | null;
            allowedLogoutUrls?: string[] | null;
            allowedOrigins?: string[] | null;
            sessionLifetime?: number;
            sessionIdleTimeout?: number;
            requireMfa?: boolean;
            /** @description Empty: every kind */
            allowedMfaMethods?: ("totp" | "webauthn" | "email")[] | null;
            passwordPolicy?: {
                minLength?: number;
                requireUppercase?: boolean;
                requireLowercase?: boolean;
                requireNumbers?: boolean;
                requireNumber?: boolean;
                requireSymbols?: boolean;
                requireSymbol?: boolean;
                requireSpecial?: boolean;
                preventReuse?: number;
                /** @description Days; 0 for never */
                maxAge?: number;
            } | null;
            tokenLifetimePolicy?: {
                accessToken?: number;
                accessTokenLifetime?: number;
                refreshToken?: number;
                refreshTokenLifetime?: number;
                idToken?: number;
                idTokenLifetime?: number;
            } | null;
            branding?: {
                logoUrl?: string | null;
                primaryColor?: string | null;
            } | null;
            /** @description Days for which the audit log is kept; null: 365. Nothing is removed in the week after a change. */
            auditRetentionDays?: number | null;
            metadata?: {
                [key: string]: unknown;
            } | null;
        };
        UpdateProfileRequest: {
            firstName?: string | null;
            lastName?: string | null;
            phone?: string | null;
            middleName?: string | null;
            nickname?: string | null;
            preferredUsername?: string | null;
            profileUrl?: string | null;
            picture?: string | null;
            website?: string | null;
            gender?: string | null;
            birthdate?: string | null;
            zoneinfo?: string | null;
            locale?: string | null;
            address?: {
                formatted?: string;
                street_address?: string;
                locality?: string;
                region?: string;
                postal_code?: string;
                country?: string;
            } | null;
            email?: string | null;
            currentPassword?: string;
        };
        UpdateResourceRequest: {
            /** @description What access tokens for it are signed with; null: as their client says */
            signingAlg: ("RS256" | "PS256" | "ES256" | "EdDSA") | null;
        };
        UpdateRoleRequest: {
            name?: string;
            description?: string | null;
            isDefault?: boolean;
        };
        UpdateScopeRequest: {
            displayName?: string;
            description?: string;
            /** @description Ignored: it cannot be changed */
            name?: unknown;
        };
        UpdateTeamRequest: {
            name?: string;
            description?: string | null;
            /** @description Ignored: it cannot be changed */
            slug?: unknown;
        };
        UpdateUserRequest: {
            /** @description Ignored: it cannot be changed */
            email?: unknown;
            firstName?: string;
            lastName?: string;
            phone?: string | null;
            /** @description A time blocks the person now, whatever it is; null unblocks them */
            blockedAt?: string | null;
            blockedReason?: string | null;
            /** @description False removes all second factors */
            mfaEnabled?: boolean;
            /** @description All roles that the person has afterwards */
            roleIds?: string[];
        };
        UpdateWebhookRequest: {
            /**
             * @description https, at a public host
             * @example https://shop.example.com/webhooks/cerberus
             */
            url?: string;
            /**
             * @description Names of events, see docs/webhooks.md; `*`: all of them
             * @example [
             *       "user.created",
             *       "user.deleted"
             *     ]
             */
            events?: string[];
            isActive?: boolean;
            /** @description The same as `isActive`, which counts before it */
            active?: boolean;
        };
        User: {
            /** Format: uuid */
            id: string;
            email: string;
            firstName: string;
            lastName: string;
            name: string;
            phone: string | null;
            emailVerifiedAt: string | null;
            mfaEnabled: boolean;
            blockedAt: string | null;
            blockedReason: string | null;
            lastLoginAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            roles: {
                /** Format: uuid */
                id: string;
                name: string;
                slug: string;
            }[];
            teams: {
                /** Format: uuid */
                id: string;
                name: string;
                slug: string;
            }[];
        };
        UserDetails: {
            /** Format: uuid */
            id: string;
            email: string;
            firstName: string;
            lastName: string;
            name: string;
            phone: string | null;
            emailVerifiedAt: string | null;
            mfaEnabled: boolean;
            blockedAt: string | null;
            blockedReason: string | null;
            lastLoginAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            roles: {
                /** Format: uuid */
                id: string;
                name: string;
                slug: string;
                description: string | null;
                permissions: {
                    /** Format: uuid */
                    id: string;
                    name: string;
                    slug: string;
                    description: string | null;
                }[];
            }[];
            teams: {
                /** Format: uuid */
                id: string;
                name: string;
                slug: string;
                description: string | null;
            }[];
        };
        UserFactor: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            type: "totp" | "webauthn" | "email";
            name: string;
            /** Format: date-time */
            createdAt: string;
            lastUsedAt: string | null;
        };
        UserImport: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            format: "csv" | "jsonl";
            /** @enum {string} */
            onExisting: "skip" | "update";
            /** @description Rows of the file from its beginning; the next upload continues there */
            processedRows: number;
            createdRows: number;
            updatedRows: number;
            skippedRows: number;
            failedRows: number;
            /** Format: date-time */
            expiresAt: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        UserImportFault: {
            /** @description Counted from 1, without the header of a CSV file */
            row: number;
            errors: {
                path: string;
                message: string;
            }[];
        };
        UserSession: {
            /** Format: uuid */
            id: string;
            ipAddress: string;
            userAgent: string;
            /** Format: date-time */
            lastActivityAt: string;
            /** Format: date-time */
            expiresAt: string;
            /** Format: date-time */
            createdAt: string;
        };
        UserSummary: {
            /** Format: uuid */
            id: string;
            email: string;
            name: string;
        };
        ValidateInvitationResponse200: {
            email: string;
            organisationName: string;
            organisation: components["schemas"]["OrganisationSummary"];
            role: components["schemas"]["RoleSummary"];
            invitedBy?: components["schemas"]["UserSummary"];
            /** Format: date-time */
            expiresAt: string;
            /** @constant */
            valid: true;
            invitation: components["schemas"]["PendingInvitation"];
        };
        VerifyEmailRequest: {
            token: string;
        };
        Webhook: {
            /** Format: uuid */
            id: string;
            url: string;
            /** @description The names of events, as they were given */
            events: string[];
            /** @description Of this client only; null: of everybody */
            clientId: string | null;
            isActive: boolean;
            /** @description The same as `isActive` */
            active: boolean;
            /** @description When it was switched off because its deliveries kept failing */
            disabledAt: string | null;
            lastTriggeredAt: string | null;
            /** @description Failures in a row */
            failureCount: number;
            /** @description Until when the secret before the present one signs too */
            previousSecretExpiresAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        WebhookDelivery: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            webhookId: string;
            /**
             * @description As receivers know it
             * @example evt_019ad58e-…
             */
            eventId: string;
            /** @description The name by which the webhook is told of it */
            event: string;
            /** @enum {string} */
            status: "pending" | "delivered" | "failed";
            /** @description Attempts since it was queued, or queued again */
            attempt: number;
            nextAttemptAt: string | null;
            /** @description Of the last answer; null when there was none */
            responseStatus: number | null;
            /** @description Why the last attempt failed */
            error: string | null;
            deliveredAt: string | null;
            /** @description When it was given up */
            failedAt: string | null;
            /** @description When it was last queued again */
            redeliveredAt: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        WriteUsersInBulkRequest: {
            create?: {
                email: string;
                firstName: string;
                lastName: string;
                phone?: string | null;
                roleIds?: string[];
                teamIds?: string[];
            }[];
            update?: {
                id: string;
                firstName?: string;
                lastName?: string;
                phone?: string | null;
                roleIds?: string[];
            }[];
        };
        WriteUsersInBulkResponse200: {
            created: components["schemas"]["UserDetails"][];
            updated: components["schemas"]["UserDetails"][];
        };
    };
    responses: {
        /** @description The request is invalid. `errors` names every field and parameter that is wrong */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://api.cerberus-iam.com/errors/bad-request",
                 *       "title": "Bad Request",
                 *       "status": 400,
                 *       "detail": "Invalid input",
                 *       "message": "Invalid input",
                 *       "instance": "/v1/admin/teams",
                 *       "errors": [
                 *         {
                 *           "code": "invalid_type",
                 *           "pointer": "#/name",
                 *           "path": [
                 *             "name"
                 *           ],
                 *           "message": "Required"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no valid credential */
        Unauthorized: {
            headers: {
                /** @description The challenge of RFC 6750 section 3 */
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://api.cerberus-iam.com/errors/unauthorized",
                 *       "title": "Unauthorized",
                 *       "status": 401,
                 *       "detail": "Authentication required",
                 *       "message": "Authentication required",
                 *       "instance": "/v1/admin/teams"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The credential does not permit it, or the CSRF token is missing or wrong */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://api.cerberus-iam.com/errors/forbidden",
                 *       "title": "Forbidden",
                 *       "status": 403,
                 *       "detail": "Missing required permission: users:read",
                 *       "message": "Missing required permission: users:read",
                 *       "instance": "/v1/admin/teams"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing here */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://api.cerberus-iam.com/errors/not-found",
                 *       "title": "Not Found",
                 *       "status": 404,
                 *       "detail": "Not found",
                 *       "message": "Not found",
                 *       "instance": "/v1/admin/teams"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It contradicts what is stored */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://api.cerberus-iam.com/errors/conflict",
                 *       "title": "Conflict",
                 *       "status": 409,
                 *       "detail": "A team with this slug exists already",
                 *       "message": "A team with this slug exists already",
                 *       "instance": "/v1/admin/teams"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It was changed since the version of `If-Match` */
        PreconditionFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://api.cerberus-iam.com/errors/precondition-failed",
                 *       "title": "Precondition Failed",
                 *       "status": 412,
                 *       "detail": "It was changed by somebody else: read it again",
                 *       "message": "It was changed by somebody else: read it again",
                 *       "instance": "/v1/admin/teams"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large */
        ContentTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://api.cerberus-iam.com/errors/payload-too-large",
                 *       "title": "Content Too Large",
                 *       "status": 413,
                 *       "detail": "The body is larger than 102400 bytes",
                 *       "message": "The body is larger than 102400 bytes",
                 *       "instance": "/v1/admin/teams"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is of another type, or compressed */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://api.cerberus-iam.com/errors/unsupported-media-type",
                 *       "title": "Unsupported Media Type",
                 *       "status": 415,
                 *       "detail": "The body must be application/json, as its Content-Type must say",
                 *       "message": "The body must be application/json, as its Content-Type must say",
                 *       "instance": "/v1/admin/teams"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The `Idempotency-Key` was used for another request */
        UnprocessableContent: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://api.cerberus-iam.com/errors/unprocessable-content",
                 *       "title": "Unprocessable Content",
                 *       "status": 422,
                 *       "detail": "This Idempotency-Key was used for another request",
                 *       "message": "This Idempotency-Key was used for another request",
                 *       "instance": "/v1/admin/teams"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests */
        TooManyRequests: {
            headers: {
                /** @description Seconds to wait */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://api.cerberus-iam.com/errors/rate-limit",
                 *       "title": "Too Many Requests",
                 *       "status": 429,
                 *       "detail": "Rate limit exceeded. Please try again later.",
                 *       "message": "Rate limit exceeded. Please try again later.",
                 *       "instance": "/v1/admin/teams"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description An unexpected failure */
        InternalServerError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://api.cerberus-iam.com/errors/internal-server-error",
                 *       "title": "Internal Server Error",
                 *       "status": 500,
                 *       "detail": "Internal server error",
                 *       "message": "Internal server error",
                 *       "instance": "/v1/admin/teams"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The service does not work at the moment. A repetition is safe */
        ServiceUnavailable: {
            headers: {
                /** @description Seconds to wait */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://api.cerberus-iam.com/errors/service-unavailable",
                 *       "title": "Service Unavailable",
                 *       "status": 503,
                 *       "detail": "The service is temporarily unavailable. Please try again shortly.",
                 *       "message": "The service is temporarily unavailable. Please try again shortly.",
                 *       "instance": "/v1/admin/teams"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
        CsrfToken: string;
        /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
        IdempotencyKey: string;
        /** @description `ETag` of the version to change; 412 when it is another one by now */
        IfMatch: string;
        /** @description `ETag` of the version at hand; 304 when it is still that one */
        IfNoneMatch: string;
        /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
        OrganisationDomain: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    onboardOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "organisationName": "Engineering",
                 *       "email": "ada@example.org",
                 *       "firstName": "Ada",
                 *       "lastName": "Lovelace",
                 *       "password": "correct horse battery staple",
                 *       "metadata": {},
                 *       "invitationToken": "text"
                 *     }
                 */
                "application/json": components["schemas"]["OnboardOrganisationRequest"];
            };
        };
        responses: {
            /** @description Created; the owner is signed in */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "organisation": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "slug": "engineering",
                     *         "name": "Engineering",
                     *         "configs": {
                     *           "allowedCallbackUrls": [
                     *             "https://app.example.org/path"
                     *           ],
                     *           "allowedLogoutUrls": [
                     *             "https://app.example.org/path"
                     *           ],
                     *           "allowedOrigins": [
                     *             "text"
                     *           ],
                     *           "sessionLifetime": 1,
                     *           "sessionIdleTimeout": 1,
                     *           "requireMfa": true,
                     *           "allowedMfaMethods": [
                     *             "text"
                     *           ],
                     *           "passwordPolicy": null,
                     *           "tokenLifetimePolicy": null,
                     *           "branding": null,
                     *           "metadata": {}
                     *         }
                     *       },
                     *       "user": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       },
                     *       "roles": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text",
                     *           "isDefault": true,
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z",
                     *           "permissions": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "slug": "engineering",
                     *               "name": "Engineering"
                     *             }
                     *           ],
                     *           "_count": {
                     *             "users": 1
                     *           }
                     *         }
                     *       ],
                     *       "invitationDefaults": {
                     *         "roleId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "expiresInHours": 1,
                     *         "maxUses": 1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Onboarded"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.org",
                 *       "password": "correct horse battery staple",
                 *       "mfaToken": "123456",
                 *       "client_id": "text"
                 *     }
                 */
                "application/json": components["schemas"]["SignInRequest"];
            };
        };
        responses: {
            /** @description Signed in; the session is in the cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "user": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       },
                     *       "organisation": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "slug": "engineering",
                     *         "name": "Engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SignInResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getPasskeyOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "secondFactor": false
                 *     }
                 */
                "application/json": components["schemas"]["GetPasskeyOptionsRequest"];
            };
        };
        responses: {
            /** @description Options for navigator.credentials.get() */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "challenge": "text"
                     *     }
                     */
                    "application/json": components["schemas"]["GetPasskeyOptionsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    signInWithPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "secondFactor": false,
                 *       "response": {
                 *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                 *         "rawId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                 *         "type": "public-key",
                 *         "authenticatorAttachment": "text",
                 *         "clientExtensionResults": {},
                 *         "response": {
                 *           "clientDataJSON": "text",
                 *           "authenticatorData": "text",
                 *           "signature": "text",
                 *           "userHandle": "text"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SignInWithPasskeyRequest"];
            };
        };
        responses: {
            /** @description Signed in; the session is in the cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "user": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       },
                     *       "organisation": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "slug": "engineering",
                     *         "name": "Engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SignInWithPasskeyResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    sendSignInCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sent, unless too many were sent already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endCurrentSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    verifyEmailByLink: {
        parameters: {
            query?: {
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Verified */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    verifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["VerifyEmailRequest"];
            };
        };
        responses: {
            /** @description Verified */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    confirmEmailChange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["ConfirmEmailChangeRequest"];
            };
        };
        responses: {
            /** @description Verified */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    sendVerificationEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.org"
                 *     }
                 */
                "application/json": components["schemas"]["SendVerificationEmailRequest"];
            };
        };
        responses: {
            /** @description Sent, if there is such an account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.org"
                 *     }
                 */
                "application/json": components["schemas"]["RequestPasswordResetRequest"];
            };
        };
        responses: {
            /** @description Sent, if there is such an account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "123456",
                 *       "password": "correct horse battery staple",
                 *       "newPassword": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["ResetPasswordRequest"];
            };
        };
        responses: {
            /** @description Changed; every session has ended. The page where the owner says which new factors are theirs, if any */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "reviewUrl": "https://app.example.org/path"
                     *     }
                     */
                    "application/json": components["schemas"]["ResetPasswordResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The profile. Third parties get the members whose claims their scopes grant */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "email": "ada@example.org",
                     *       "name": "Engineering",
                     *       "firstName": "Ada",
                     *       "lastName": "Lovelace",
                     *       "emailVerified": true,
                     *       "phone": "+33123456789",
                     *       "mfaEnabled": true,
                     *       "organisation": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "slug": "engineering",
                     *         "name": "Engineering"
                     *       },
                     *       "roles": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering"
                     *         }
                     *       ],
                     *       "permissions": [
                     *         "users:read"
                     *       ],
                     *       "middleName": "Engineering",
                     *       "nickname": "Engineering",
                     *       "preferredUsername": "Engineering",
                     *       "profileUrl": "https://app.example.org/path",
                     *       "picture": "https://app.example.org/path",
                     *       "website": "https://app.example.org/path",
                     *       "gender": "text",
                     *       "birthdate": "1990-12-10",
                     *       "zoneinfo": "Europe/Paris",
                     *       "locale": "fr-CA",
                     *       "address": {}
                     *     }
                     */
                    "application/json": components["schemas"]["GetProfileResponse200"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateProfile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "firstName": "Ada",
                 *       "lastName": "Lovelace",
                 *       "phone": "+33123456789",
                 *       "middleName": "Engineering",
                 *       "nickname": "Engineering",
                 *       "preferredUsername": "Engineering",
                 *       "profileUrl": "https://app.example.org/path",
                 *       "picture": "https://app.example.org/path",
                 *       "website": "https://app.example.org/path",
                 *       "gender": "text",
                 *       "birthdate": "1990-12-10",
                 *       "zoneinfo": "Europe/Paris",
                 *       "locale": "fr-CA",
                 *       "address": {
                 *         "formatted": "text",
                 *         "street_address": "text",
                 *         "locality": "text",
                 *         "region": "text",
                 *         "postal_code": "text",
                 *         "country": "text"
                 *       },
                 *       "email": "ada@example.org",
                 *       "currentPassword": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateProfileRequest"];
            };
        };
        responses: {
            /** @description The profile */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "email": "ada@example.org",
                     *       "name": "Engineering",
                     *       "firstName": "Ada",
                     *       "lastName": "Lovelace",
                     *       "emailVerified": true,
                     *       "phone": "+33123456789",
                     *       "mfaEnabled": true,
                     *       "organisation": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "slug": "engineering",
                     *         "name": "Engineering"
                     *       },
                     *       "roles": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering"
                     *         }
                     *       ],
                     *       "permissions": [
                     *         "users:read"
                     *       ],
                     *       "middleName": "Engineering",
                     *       "nickname": "Engineering",
                     *       "preferredUsername": "Engineering",
                     *       "profileUrl": "https://app.example.org/path",
                     *       "picture": "https://app.example.org/path",
                     *       "website": "https://app.example.org/path",
                     *       "gender": "text",
                     *       "birthdate": "1990-12-10",
                     *       "zoneinfo": "Europe/Paris",
                     *       "locale": "fr-CA",
                     *       "address": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Profile"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOwnFactors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is set up */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "enabled": true,
                     *       "backupCodesRemaining": 1,
                     *       "factors": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "type": "totp",
                     *           "name": "Engineering",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "lastUsedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["GetOwnFactorsResponse200"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    startAuthenticatorApp: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret; it counts once a code was verified */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "text",
                     *       "qrCodeUri": "https://app.example.org/path",
                     *       "qrCode": "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=",
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["StartAuthenticatorAppResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    confirmAuthenticatorApp: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["ConfirmAuthenticatorAppRequest"];
            };
        };
        responses: {
            /** @description Enabled; the session was replaced by a new one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "backupCodes": [
                     *         "text"
                     *       ],
                     *       "warning": "text"
                     *     }
                     */
                    "application/json": components["schemas"]["ConfirmAuthenticatorAppResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    checkOwnFactor: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["CheckOwnFactorRequest"];
            };
        };
        responses: {
            /** @description Whether the code, or the passkey, is right */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "valid": true
                     *     }
                     */
                    "application/json": components["schemas"]["CheckOwnFactorResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getFactorCheckOptions: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For navigator.credentials.get() */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "challenge": "text"
                     *     }
                     */
                    "application/json": components["schemas"]["GetFactorCheckOptionsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    sendFactorCheckCode: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A code was sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    disableMfa: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["DisableMfaRequest"];
            };
        };
        responses: {
            /** @description Disabled */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    regenerateBackupCodes: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["RegenerateBackupCodesRequest"];
            };
        };
        responses: {
            /** @description The new codes; the old ones are void */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "backupCodes": [
                     *         "text"
                     *       ],
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["RegenerateBackupCodesResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteOwnFactor: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "token": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["DeleteOwnFactorRequest"];
            };
        };
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    startEmailCodes: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A code was sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    confirmEmailCodes: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["ConfirmEmailCodesRequest"];
            };
        };
        responses: {
            /** @description Enabled; backup codes when it is the first factor */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "backupCodes": [
                     *         "text"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ConfirmEmailCodesResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listOwnPasskeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "lastUsedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ListOwnPasskeysResponse200"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    registerPasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Passkey",
                 *       "response": {
                 *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                 *         "rawId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                 *         "type": "public-key",
                 *         "authenticatorAttachment": "text",
                 *         "clientExtensionResults": {},
                 *         "response": {
                 *           "clientDataJSON": "text",
                 *           "attestationObject": "text",
                 *           "transports": [
                 *             "text"
                 *           ]
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["RegisterPasskeyRequest"];
            };
        };
        responses: {
            /** @description Registered; backup codes when it is the first factor. The session was replaced by a new one */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "backupCodes": [
                     *         "text"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RegisterPasskeyResponse201"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getPasskeyRegistrationOptions: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For navigator.credentials.create() */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "challenge": "text"
                     *     }
                     */
                    "application/json": components["schemas"]["GetPasskeyRegistrationOptionsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteOwnPasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "token": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["DeleteOwnPasskeyRequest"];
            };
        };
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    renamePasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Engineering"
                 *     }
                 */
                "application/json": components["schemas"]["RenamePasskeyRequest"];
            };
        };
        responses: {
            /** @description Renamed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering"
                     *     }
                     */
                    "application/json": components["schemas"]["RenamePasskeyResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "correct horse battery staple",
                 *       "newPassword": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["ChangePasswordRequest"];
            };
        };
        responses: {
            /** @description Changed; your other sessions have ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listOwnSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest activity first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "ipAddress": "192.0.2.7",
                     *           "userAgent": "Mozilla/5.0",
                     *           "lastActivityAt": "2026-01-15T09:30:00.000Z",
                     *           "expiresAt": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "current": true
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ListOwnSessionsResponse200"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Only the current session is left */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endOwnSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listOwnConsents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "client": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "name": "Engineering",
                     *             "logoUri": "https://app.example.org/path"
                     *           },
                     *           "scopes": [
                     *             "users:read"
                     *           ],
                     *           "grantedAt": "2026-01-15T09:30:00.000Z",
                     *           "expiresAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ConsentList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    revokeOwnConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                clientId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Consent and tokens are revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    exportOwnData: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The audit trail goes 90 days back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "generatedAt": "2026-01-15T09:30:00.000Z",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["ExportOwnDataResponse200"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listOwnOrganisations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your own first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "slug": "engineering",
                     *         "name": "Engineering"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["ListOwnOrganisationsResponse200"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    leaveOrganisation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You are no member of it */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["DeleteAccountRequest"];
            };
        };
        responses: {
            /** @description Scheduled; you are signed out */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "deletionScheduledAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DeleteAccountResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getInvitationByToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A pending invitation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "email": "ada@example.org",
                     *       "organisationName": "Engineering",
                     *       "organisation": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "slug": "engineering",
                     *         "name": "Engineering"
                     *       },
                     *       "role": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "name": "Engineering",
                     *         "slug": "engineering"
                     *       },
                     *       "invitedBy": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       },
                     *       "expiresAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PendingInvitation"];
                };
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    validateInvitation: {
        parameters: {
            query?: {
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A pending invitation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "email": "ada@example.org",
                     *       "organisationName": "Engineering",
                     *       "organisation": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "slug": "engineering",
                     *         "name": "Engineering"
                     *       },
                     *       "role": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "name": "Engineering",
                     *         "slug": "engineering"
                     *       },
                     *       "invitedBy": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       },
                     *       "expiresAt": "2026-01-15T09:30:00.000Z",
                     *       "valid": true,
                     *       "invitation": {
                     *         "email": "ada@example.org",
                     *         "organisationName": "Engineering",
                     *         "organisation": {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "slug": "engineering",
                     *           "name": "Engineering"
                     *         },
                     *         "role": {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering"
                     *         },
                     *         "invitedBy": {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "email": "ada@example.org",
                     *           "name": "Engineering"
                     *         },
                     *         "expiresAt": "2026-01-15T09:30:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ValidateInvitationResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "firstName": "Ada",
                 *       "lastName": "Lovelace",
                 *       "password": "correct horse battery staple",
                 *       "email": "ada@example.org"
                 *     }
                 */
                "application/json": components["schemas"]["AcceptInvitationRequest"];
            };
        };
        responses: {
            /** @description Joined */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "user": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       },
                     *       "organisation": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "slug": "engineering",
                     *         "name": "Engineering"
                     *       },
                     *       "role": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "name": "Engineering",
                     *         "slug": "engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Joined"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    acceptInvitationByBody: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "firstName": "Ada",
                 *       "lastName": "Lovelace",
                 *       "password": "correct horse battery staple",
                 *       "token": "123456",
                 *       "email": "ada@example.org"
                 *     }
                 */
                "application/json": components["schemas"]["AcceptInvitationByBodyRequest"];
            };
        };
        responses: {
            /** @description Joined */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "user": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       },
                     *       "organisation": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "slug": "engineering",
                     *         "name": "Engineering"
                     *       },
                     *       "role": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "name": "Engineering",
                     *         "slug": "engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Joined"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "firstName": "Ada",
                 *       "lastName": "Lovelace",
                 *       "password": "correct horse battery staple",
                 *       "token": "123456",
                 *       "email": "ada@example.org"
                 *     }
                 */
                "application/json": components["schemas"]["RegisterRequest"];
            };
        };
        responses: {
            /** @description Joined */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "user": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       },
                     *       "organisation": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "slug": "engineering",
                     *         "name": "Engineering"
                     *       },
                     *       "role": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "name": "Engineering",
                     *         "slug": "engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Joined"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listInvitations: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                search?: string;
                status?: "pending" | "accepted" | "expired" | "revoked";
                sort?: "createdAt" | "email" | "expiresAt";
                order?: "asc" | "desc";
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "email": "ada@example.org",
                     *           "roleId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "role": "text",
                     *           "teamIds": [
                     *             "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                     *           ],
                     *           "status": "pending",
                     *           "invitedById": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "invitedBy": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "email": "ada@example.org",
                     *             "name": "Engineering"
                     *           },
                     *           "expiresAt": "2026-01-15T09:30:00.000Z",
                     *           "acceptedAt": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z",
                     *           "roleDetails": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "name": "Engineering",
                     *             "slug": "engineering"
                     *           }
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListInvitationsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.org",
                 *       "roleId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                 *       "teamIds": [
                 *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *       ],
                 *       "expiresInDays": 7
                 *     }
                 */
                "application/json": components["schemas"]["CreateInvitationRequest"];
            };
        };
        responses: {
            /** @description Invited; the link is in the message */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "email": "ada@example.org",
                     *       "roleId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "role": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "name": "Engineering",
                     *         "slug": "engineering"
                     *       },
                     *       "teamIds": [
                     *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                     *       ],
                     *       "status": "pending",
                     *       "invitedById": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "invitedBy": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       },
                     *       "expiresAt": "2026-01-15T09:30:00.000Z",
                     *       "acceptedAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ETag` of the version at hand; 304 when it is still that one */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitation */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "email": "ada@example.org",
                     *       "roleId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "role": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "name": "Engineering",
                     *         "slug": "engineering"
                     *       },
                     *       "teamIds": [
                     *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                     *       ],
                     *       "status": "pending",
                     *       "invitedById": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "invitedBy": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       },
                     *       "expiresAt": "2026-01-15T09:30:00.000Z",
                     *       "acceptedAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description It is still the version of `If-None-Match` */
            304: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    cancelInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link is void */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    resendInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sent; the earlier link is void */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "invitation": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "roleId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "role": {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering"
                     *         },
                     *         "teamIds": [
                     *           "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                     *         ],
                     *         "status": "pending",
                     *         "invitedById": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "invitedBy": {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "email": "ada@example.org",
                     *           "name": "Engineering"
                     *         },
                     *         "expiresAt": "2026-01-15T09:30:00.000Z",
                     *         "acceptedAt": "2026-01-15T09:30:00.000Z",
                     *         "createdAt": "2026-01-15T09:30:00.000Z",
                     *         "updatedAt": "2026-01-15T09:30:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ResendInvitationResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listConsents: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                clientId?: string;
                userId?: string;
                "filter[clientId]"?: string;
                "filter[userId]"?: string;
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; newest first. `user` is null for guests */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "client": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "name": "Engineering",
                     *             "logoUri": "https://app.example.org/path"
                     *           },
                     *           "scopes": [
                     *             "users:read"
                     *           ],
                     *           "grantedAt": "2026-01-15T09:30:00.000Z",
                     *           "expiresAt": "2026-01-15T09:30:00.000Z",
                     *           "user": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "email": "ada@example.org",
                     *             "name": "Engineering"
                     *           }
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListConsentsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listUserConsents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "client": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "name": "Engineering",
                     *             "logoUri": "https://app.example.org/path"
                     *           },
                     *           "scopes": [
                     *             "users:read"
                     *           ],
                     *           "grantedAt": "2026-01-15T09:30:00.000Z",
                     *           "expiresAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ConsentList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    revokeUserConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
                consentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Consent and tokens are revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listMemberships: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "userId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "joinedAt": "2026-01-15T09:30:00.000Z",
                     *           "leftAt": null,
                     *           "blockedAt": "2026-01-15T09:30:00.000Z",
                     *           "roles": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering"
                     *             }
                     *           ],
                     *           "teams": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListMembershipsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createMembership: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                 *       "roleIds": []
                 *     }
                 */
                "application/json": components["schemas"]["CreateMembershipRequest"];
            };
        };
        responses: {
            /** @description A guest again, with these roles */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "userId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "joinedAt": "2026-01-15T09:30:00.000Z",
                     *       "leftAt": null,
                     *       "blockedAt": "2026-01-15T09:30:00.000Z",
                     *       "roles": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering"
                     *         }
                     *       ],
                     *       "teams": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Membership"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteMembership: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What they held here has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateMembership: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "roleIds": [
                 *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["UpdateMembershipRequest"];
            };
        };
        responses: {
            /** @description The guest, with these roles */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "userId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "joinedAt": "2026-01-15T09:30:00.000Z",
                     *       "leftAt": null,
                     *       "blockedAt": "2026-01-15T09:30:00.000Z",
                     *       "roles": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering"
                     *         }
                     *       ],
                     *       "teams": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Membership"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listClients: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                search?: string;
                status?: "active" | "revoked";
                "filter[status]"?: "active" | "revoked";
                sort?: "createdAt" | "-createdAt" | "name" | "-name";
                order?: "asc" | "desc";
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "description": "text",
                     *           "tokenEndpointAuthMethod": "client_secret_basic",
                     *           "grantTypes": [
                     *             "authorization_code"
                     *           ],
                     *           "redirectUris": [
                     *             "https://app.example.org/path"
                     *           ],
                     *           "allowedOrigins": [
                     *             "text"
                     *           ],
                     *           "scopes": [
                     *             "users:read"
                     *           ],
                     *           "resources": [
                     *             "text"
                     *           ],
                     *           "requireConsent": true,
                     *           "isFirstParty": true,
                     *           "allowPlainPkce": true,
                     *           "allowUnboundCodes": true,
                     *           "allowLocalhostPorts": true,
                     *           "allowEndpointAudience": true,
                     *           "allowApi": true,
                     *           "jwks": {
                     *             "keys": [
                     *               {}
                     *             ]
                     *           },
                     *           "jwksUri": "https://app.example.org/path",
                     *           "idTokenSignedResponseAlg": "RS256",
                     *           "userinfoSignedResponseAlg": "RS256",
                     *           "accessTokenSignedResponseAlg": "RS256",
                     *           "idTokenClaims": "scopes",
                     *           "accessTokenFormat": "jwt",
                     *           "subjectType": "public",
                     *           "sectorIdentifierUri": "https://app.example.org/path",
                     *           "postLogoutRedirectUris": [
                     *             "https://app.example.org/path"
                     *           ],
                     *           "backchannelLogoutUri": "https://app.example.org/path",
                     *           "backchannelLogoutSessionRequired": true,
                     *           "frontchannelLogoutUri": "https://app.example.org/path",
                     *           "frontchannelLogoutSessionRequired": true,
                     *           "logoUri": "https://app.example.org/path",
                     *           "policyUri": "https://app.example.org/path",
                     *           "tosUri": "https://app.example.org/path",
                     *           "defaultMaxAge": 1,
                     *           "accessTokenLifetime": 1,
                     *           "idTokenLifetime": 1,
                     *           "refreshTokenLifetime": 1,
                     *           "refreshTokenGrace": 1,
                     *           "refreshFamilyLifetime": 1,
                     *           "consentLifetime": 1,
                     *           "allowedScopes": [
                     *             "users:read"
                     *           ],
                     *           "clientType": "confidential",
                     *           "requirePkce": true,
                     *           "pkceRequired": true,
                     *           "refreshTokenRotation": "rotating",
                     *           "isActive": true,
                     *           "hasSecret": true,
                     *           "previousSecretExpiresAt": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListClientsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Engineering",
                 *       "clientType": "confidential",
                 *       "description": "text",
                 *       "tokenEndpointAuthMethod": "client_secret_basic",
                 *       "grantTypes": [
                 *         "authorization_code"
                 *       ],
                 *       "redirectUris": [
                 *         "https://app.example.org/path"
                 *       ],
                 *       "allowedOrigins": [
                 *         "text"
                 *       ],
                 *       "scopes": [
                 *         "users:read"
                 *       ],
                 *       "resources": [
                 *         "text"
                 *       ],
                 *       "requireConsent": true,
                 *       "isFirstParty": true,
                 *       "allowPlainPkce": true,
                 *       "allowUnboundCodes": true,
                 *       "allowLocalhostPorts": true,
                 *       "allowEndpointAudience": true,
                 *       "allowApi": true,
                 *       "jwks": {
                 *         "keys": [
                 *           {}
                 *         ]
                 *       },
                 *       "jwksUri": "https://app.example.org/path",
                 *       "idTokenSignedResponseAlg": "RS256",
                 *       "userinfoSignedResponseAlg": "RS256",
                 *       "accessTokenSignedResponseAlg": "RS256",
                 *       "idTokenClaims": "scopes",
                 *       "accessTokenFormat": "jwt",
                 *       "subjectType": "public",
                 *       "sectorIdentifierUri": "https://app.example.org/path",
                 *       "postLogoutRedirectUris": [
                 *         "https://app.example.org/path"
                 *       ],
                 *       "backchannelLogoutUri": "https://app.example.org/path",
                 *       "backchannelLogoutSessionRequired": true,
                 *       "frontchannelLogoutUri": "https://app.example.org/path",
                 *       "frontchannelLogoutSessionRequired": true,
                 *       "logoUri": "https://app.example.org/path",
                 *       "policyUri": "https://app.example.org/path",
                 *       "tosUri": "https://app.example.org/path",
                 *       "defaultMaxAge": 1,
                 *       "accessTokenLifetime": 1,
                 *       "idTokenLifetime": 1,
                 *       "refreshTokenLifetime": 1,
                 *       "refreshTokenGrace": 1,
                 *       "refreshFamilyLifetime": 1,
                 *       "consentLifetime": 1,
                 *       "requirePkce": true,
                 *       "allowedScopes": [
                 *         "users:read"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateClientRequest"];
            };
        };
        responses: {
            /** @description Registered; the secret is shown here and never again */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "description": "text",
                     *       "tokenEndpointAuthMethod": "client_secret_basic",
                     *       "grantTypes": [
                     *         "authorization_code"
                     *       ],
                     *       "redirectUris": [
                     *         "https://app.example.org/path"
                     *       ],
                     *       "allowedOrigins": [
                     *         "text"
                     *       ],
                     *       "scopes": [
                     *         "users:read"
                     *       ],
                     *       "resources": [
                     *         "text"
                     *       ],
                     *       "requireConsent": true,
                     *       "isFirstParty": true,
                     *       "allowPlainPkce": true,
                     *       "allowUnboundCodes": true,
                     *       "allowLocalhostPorts": true,
                     *       "allowEndpointAudience": true,
                     *       "allowApi": true,
                     *       "jwks": {
                     *         "keys": [
                     *           {}
                     *         ]
                     *       },
                     *       "jwksUri": "https://app.example.org/path",
                     *       "idTokenSignedResponseAlg": "RS256",
                     *       "userinfoSignedResponseAlg": "RS256",
                     *       "accessTokenSignedResponseAlg": "RS256",
                     *       "idTokenClaims": "scopes",
                     *       "accessTokenFormat": "jwt",
                     *       "subjectType": "public",
                     *       "sectorIdentifierUri": "https://app.example.org/path",
                     *       "postLogoutRedirectUris": [
                     *         "https://app.example.org/path"
                     *       ],
                     *       "backchannelLogoutUri": "https://app.example.org/path",
                     *       "backchannelLogoutSessionRequired": true,
                     *       "frontchannelLogoutUri": "https://app.example.org/path",
                     *       "frontchannelLogoutSessionRequired": true,
                     *       "logoUri": "https://app.example.org/path",
                     *       "policyUri": "https://app.example.org/path",
                     *       "tosUri": "https://app.example.org/path",
                     *       "defaultMaxAge": 1,
                     *       "accessTokenLifetime": 1,
                     *       "idTokenLifetime": 1,
                     *       "refreshTokenLifetime": 1,
                     *       "refreshTokenGrace": 1,
                     *       "refreshFamilyLifetime": 1,
                     *       "consentLifetime": 1,
                     *       "allowedScopes": [
                     *         "users:read"
                     *       ],
                     *       "clientType": "confidential",
                     *       "requirePkce": true,
                     *       "pkceRequired": true,
                     *       "refreshTokenRotation": "rotating",
                     *       "isActive": true,
                     *       "hasSecret": true,
                     *       "previousSecretExpiresAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "clientSecret": "text"
                     *     }
                     */
                    "application/json": components["schemas"]["CreateClientResponse201"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ETag` of the version at hand; 304 when it is still that one */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client; its secret is never shown */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "description": "text",
                     *       "tokenEndpointAuthMethod": "client_secret_basic",
                     *       "grantTypes": [
                     *         "authorization_code"
                     *       ],
                     *       "redirectUris": [
                     *         "https://app.example.org/path"
                     *       ],
                     *       "allowedOrigins": [
                     *         "text"
                     *       ],
                     *       "scopes": [
                     *         "users:read"
                     *       ],
                     *       "resources": [
                     *         "text"
                     *       ],
                     *       "requireConsent": true,
                     *       "isFirstParty": true,
                     *       "allowPlainPkce": true,
                     *       "allowUnboundCodes": true,
                     *       "allowLocalhostPorts": true,
                     *       "allowEndpointAudience": true,
                     *       "allowApi": true,
                     *       "jwks": {
                     *         "keys": [
                     *           {}
                     *         ]
                     *       },
                     *       "jwksUri": "https://app.example.org/path",
                     *       "idTokenSignedResponseAlg": "RS256",
                     *       "userinfoSignedResponseAlg": "RS256",
                     *       "accessTokenSignedResponseAlg": "RS256",
                     *       "idTokenClaims": "scopes",
                     *       "accessTokenFormat": "jwt",
                     *       "subjectType": "public",
                     *       "sectorIdentifierUri": "https://app.example.org/path",
                     *       "postLogoutRedirectUris": [
                     *         "https://app.example.org/path"
                     *       ],
                     *       "backchannelLogoutUri": "https://app.example.org/path",
                     *       "backchannelLogoutSessionRequired": true,
                     *       "frontchannelLogoutUri": "https://app.example.org/path",
                     *       "frontchannelLogoutSessionRequired": true,
                     *       "logoUri": "https://app.example.org/path",
                     *       "policyUri": "https://app.example.org/path",
                     *       "tosUri": "https://app.example.org/path",
                     *       "defaultMaxAge": 1,
                     *       "accessTokenLifetime": 1,
                     *       "idTokenLifetime": 1,
                     *       "refreshTokenLifetime": 1,
                     *       "refreshTokenGrace": 1,
                     *       "refreshFamilyLifetime": 1,
                     *       "consentLifetime": 1,
                     *       "allowedScopes": [
                     *         "users:read"
                     *       ],
                     *       "clientType": "confidential",
                     *       "requirePkce": true,
                     *       "pkceRequired": true,
                     *       "refreshTokenRotation": "rotating",
                     *       "isActive": true,
                     *       "hasSecret": true,
                     *       "previousSecretExpiresAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description It is still the version of `If-None-Match` */
            304: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "Engineering",
                 *       "description": "text",
                 *       "tokenEndpointAuthMethod": "client_secret_basic",
                 *       "grantTypes": [
                 *         "authorization_code"
                 *       ],
                 *       "redirectUris": [
                 *         "https://app.example.org/path"
                 *       ],
                 *       "allowedOrigins": [
                 *         "text"
                 *       ],
                 *       "scopes": [
                 *         "users:read"
                 *       ],
                 *       "resources": [
                 *         "text"
                 *       ],
                 *       "requireConsent": true,
                 *       "isFirstParty": true,
                 *       "allowPlainPkce": true,
                 *       "allowUnboundCodes": true,
                 *       "allowLocalhostPorts": true,
                 *       "allowEndpointAudience": true,
                 *       "allowApi": true,
                 *       "jwks": {
                 *         "keys": [
                 *           {}
                 *         ]
                 *       },
                 *       "jwksUri": "https://app.example.org/path",
                 *       "idTokenSignedResponseAlg": "RS256",
                 *       "userinfoSignedResponseAlg": "RS256",
                 *       "accessTokenSignedResponseAlg": "RS256",
                 *       "idTokenClaims": "scopes",
                 *       "accessTokenFormat": "jwt",
                 *       "subjectType": "public",
                 *       "sectorIdentifierUri": "https://app.example.org/path",
                 *       "postLogoutRedirectUris": [
                 *         "https://app.example.org/path"
                 *       ],
                 *       "backchannelLogoutUri": "https://app.example.org/path",
                 *       "backchannelLogoutSessionRequired": true,
                 *       "frontchannelLogoutUri": "https://app.example.org/path",
                 *       "frontchannelLogoutSessionRequired": true,
                 *       "logoUri": "https://app.example.org/path",
                 *       "policyUri": "https://app.example.org/path",
                 *       "tosUri": "https://app.example.org/path",
                 *       "defaultMaxAge": 1,
                 *       "accessTokenLifetime": 1,
                 *       "idTokenLifetime": 1,
                 *       "refreshTokenLifetime": 1,
                 *       "refreshTokenGrace": 1,
                 *       "refreshFamilyLifetime": 1,
                 *       "consentLifetime": 1,
                 *       "isActive": true,
                 *       "allowedScopes": [
                 *         "users:read"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["UpdateClientRequest"];
            };
        };
        responses: {
            /** @description Changed; with a secret if the new authentication method needs another one */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "description": "text",
                     *       "tokenEndpointAuthMethod": "client_secret_basic",
                     *       "grantTypes": [
                     *         "authorization_code"
                     *       ],
                     *       "redirectUris": [
                     *         "https://app.example.org/path"
                     *       ],
                     *       "allowedOrigins": [
                     *         "text"
                     *       ],
                     *       "scopes": [
                     *         "users:read"
                     *       ],
                     *       "resources": [
                     *         "text"
                     *       ],
                     *       "requireConsent": true,
                     *       "isFirstParty": true,
                     *       "allowPlainPkce": true,
                     *       "allowUnboundCodes": true,
                     *       "allowLocalhostPorts": true,
                     *       "allowEndpointAudience": true,
                     *       "allowApi": true,
                     *       "jwks": {
                     *         "keys": [
                     *           {}
                     *         ]
                     *       },
                     *       "jwksUri": "https://app.example.org/path",
                     *       "idTokenSignedResponseAlg": "RS256",
                     *       "userinfoSignedResponseAlg": "RS256",
                     *       "accessTokenSignedResponseAlg": "RS256",
                     *       "idTokenClaims": "scopes",
                     *       "accessTokenFormat": "jwt",
                     *       "subjectType": "public",
                     *       "sectorIdentifierUri": "https://app.example.org/path",
                     *       "postLogoutRedirectUris": [
                     *         "https://app.example.org/path"
                     *       ],
                     *       "backchannelLogoutUri": "https://app.example.org/path",
                     *       "backchannelLogoutSessionRequired": true,
                     *       "frontchannelLogoutUri": "https://app.example.org/path",
                     *       "frontchannelLogoutSessionRequired": true,
                     *       "logoUri": "https://app.example.org/path",
                     *       "policyUri": "https://app.example.org/path",
                     *       "tosUri": "https://app.example.org/path",
                     *       "defaultMaxAge": 1,
                     *       "accessTokenLifetime": 1,
                     *       "idTokenLifetime": 1,
                     *       "refreshTokenLifetime": 1,
                     *       "refreshTokenGrace": 1,
                     *       "refreshFamilyLifetime": 1,
                     *       "consentLifetime": 1,
                     *       "allowedScopes": [
                     *         "users:read"
                     *       ],
                     *       "clientType": "confidential",
                     *       "requirePkce": true,
                     *       "pkceRequired": true,
                     *       "refreshTokenRotation": "rotating",
                     *       "isActive": true,
                     *       "hasSecret": true,
                     *       "previousSecretExpiresAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "clientSecret": "text"
                     *     }
                     */
                    "application/json": components["schemas"]["UpdateClientResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    rotateClientSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 1
                 *     }
                 */
                "application/json": components["schemas"]["RotateClientSecretRequest"];
            };
        };
        responses: {
            /** @description The new secret, shown here and never again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "clientSecret": "text",
                     *       "previousSecretExpiresAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["RotateClientSecretResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    regenerateClientSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 1
                 *     }
                 */
                "application/json": components["schemas"]["RegenerateClientSecretRequest"];
            };
        };
        responses: {
            /** @description The new secret, shown here and never again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "clientSecret": "text",
                     *       "previousSecretExpiresAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["RegenerateClientSecretResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endPreviousClientSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Only the present secret is accepted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    revokeClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked; `isActive: true` allows it again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listResources: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                search?: string;
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, in the order of indicators */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "indicator": "text",
                     *           "signingAlg": "RS256",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListResourcesResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createResource: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "indicator": "text",
                 *       "signingAlg": "RS256"
                 *     }
                 */
                "application/json": components["schemas"]["CreateResourceRequest"];
            };
        };
        responses: {
            /** @description Added */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "indicator": "text",
                     *       "signingAlg": "RS256",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Resource"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getResource: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ETag` of the version at hand; 304 when it is still that one */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The resource */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "indicator": "text",
                     *       "signingAlg": "RS256",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Resource"];
                };
            };
            /** @description It is still the version of `If-None-Match` */
            304: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteResource: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateResource: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "signingAlg": "RS256"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateResourceRequest"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "indicator": "text",
                     *       "signingAlg": "RS256",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Resource"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listSessions: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "user": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "email": "ada@example.org",
                     *             "name": "Engineering"
                     *           },
                     *           "ipAddress": "192.0.2.7",
                     *           "userAgent": "Mozilla/5.0",
                     *           "lastActivityAt": "2026-01-15T09:30:00.000Z",
                     *           "expiresAt": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "current": true
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListSessionsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                search?: string;
                status?: "active" | "expired" | "revoked";
                "filter[status]"?: "active" | "expired" | "revoked";
                sort?: "createdAt" | "-createdAt" | "name" | "-name" | "lastUsedAt" | "-lastUsedAt";
                order?: "asc" | "desc";
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "prefix": "ck_live_9YkT3b",
                     *           "keyPrefix": "text",
                     *           "scopes": [
                     *             "users:read"
                     *           ],
                     *           "status": "active",
                     *           "createdById": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "createdByClientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "createdByKeyId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "allowedNetworks": [
                     *             "text"
                     *           ],
                     *           "rateLimit": "low",
                     *           "lastUsedAt": "2026-01-15T09:30:00.000Z",
                     *           "expiresAt": "2026-01-15T09:30:00.000Z",
                     *           "revokedAt": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListApiKeysResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Engineering",
                 *       "scopes": [
                 *         "users:read",
                 *         "teams:*"
                 *       ],
                 *       "expiresInDays": 1,
                 *       "allowedNetworks": [
                 *         "192.0.2.0/24"
                 *       ],
                 *       "rateLimit": "standard"
                 *     }
                 */
                "application/json": components["schemas"]["CreateApiKeyRequest"];
            };
        };
        responses: {
            /** @description Created. The key is not shown again */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "prefix": "ck_live_9YkT3b",
                     *       "keyPrefix": "text",
                     *       "scopes": [
                     *         "users:read"
                     *       ],
                     *       "status": "active",
                     *       "createdById": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "createdByClientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "createdByKeyId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "allowedNetworks": [
                     *         "text"
                     *       ],
                     *       "rateLimit": "low",
                     *       "lastUsedAt": "2026-01-15T09:30:00.000Z",
                     *       "expiresAt": "2026-01-15T09:30:00.000Z",
                     *       "revokedAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "key": "text",
                     *       "warning": "text"
                     *     }
                     */
                    "application/json": components["schemas"]["CreateApiKeyResponse201"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ETag` of the version at hand; 304 when it is still that one */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The API key */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "prefix": "ck_live_9YkT3b",
                     *       "keyPrefix": "text",
                     *       "scopes": [
                     *         "users:read"
                     *       ],
                     *       "status": "active",
                     *       "createdById": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "createdByClientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "createdByKeyId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "allowedNetworks": [
                     *         "text"
                     *       ],
                     *       "rateLimit": "low",
                     *       "lastUsedAt": "2026-01-15T09:30:00.000Z",
                     *       "expiresAt": "2026-01-15T09:30:00.000Z",
                     *       "revokedAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description It is still the version of `If-None-Match` */
            304: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked, now or before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listScopes: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; those of the protocol first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "displayName": "Engineering",
                     *           "description": "text",
                     *           "isDefault": true,
                     *           "isSystem": true,
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListScopesResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createScope: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Engineering",
                 *       "displayName": "Engineering",
                 *       "description": "text"
                 *     }
                 */
                "application/json": components["schemas"]["CreateScopeRequest"];
            };
        };
        responses: {
            /** @description Added */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "displayName": "Engineering",
                     *       "description": "text",
                     *       "isDefault": true,
                     *       "isSystem": true,
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Scope"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getScope: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ETag` of the version at hand; 304 when it is still that one */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The scope */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "displayName": "Engineering",
                     *       "description": "text",
                     *       "isDefault": true,
                     *       "isSystem": true,
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Scope"];
                };
            };
            /** @description It is still the version of `If-None-Match` */
            304: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteScope: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateScope: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "displayName": "Engineering",
                 *       "description": "text",
                 *       "name": {}
                 *     }
                 */
                "application/json": components["schemas"]["UpdateScopeRequest"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "displayName": "Engineering",
                     *       "description": "text",
                     *       "isDefault": true,
                     *       "isSystem": true,
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Scope"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listRoles: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                search?: string;
                sort?: "slug" | "-slug" | "name" | "-name" | "createdAt" | "-createdAt";
                order?: "asc" | "desc";
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, in the order of slugs unless sorted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text",
                     *           "isDefault": true,
                     *           "isSystemRole": true,
                     *           "permissions": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "slug": "engineering",
                     *               "name": "Engineering",
                     *               "description": "text"
                     *             }
                     *           ],
                     *           "permissionCount": 1,
                     *           "_count": {
                     *             "users": 1,
                     *             "usersIsEstimate": true
                     *           },
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListRolesResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Engineering",
                 *       "slug": "engineering",
                 *       "description": "text",
                 *       "isDefault": true,
                 *       "permissionIds": [
                 *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateRoleRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "description": "text",
                     *       "isDefault": true,
                     *       "isSystemRole": true,
                     *       "permissions": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "slug": "engineering",
                     *           "name": "Engineering",
                     *           "description": "text"
                     *         }
                     *       ],
                     *       "permissionCount": 1,
                     *       "_count": {
                     *         "users": 1,
                     *         "usersIsEstimate": true
                     *       },
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Role"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ETag` of the version at hand; 304 when it is still that one */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "description": "text",
                     *       "isDefault": true,
                     *       "isSystemRole": true,
                     *       "permissions": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "slug": "engineering",
                     *           "name": "Engineering",
                     *           "description": "text"
                     *         }
                     *       ],
                     *       "permissionCount": 1,
                     *       "_count": {
                     *         "users": 1,
                     *         "usersIsEstimate": true
                     *       },
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Role"];
                };
            };
            /** @description It is still the version of `If-None-Match` */
            304: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "Engineering",
                 *       "description": "text",
                 *       "isDefault": true
                 *     }
                 */
                "application/json": components["schemas"]["UpdateRoleRequest"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "description": "text",
                     *       "isDefault": true,
                     *       "isSystemRole": true,
                     *       "permissions": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "slug": "engineering",
                     *           "name": "Engineering",
                     *           "description": "text"
                     *         }
                     *       ],
                     *       "permissionCount": 1,
                     *       "_count": {
                     *         "users": 1,
                     *         "usersIsEstimate": true
                     *       },
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Role"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    replaceRolePermissions: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "permissionIds": [
                 *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ReplaceRolePermissionsRequest"];
            };
        };
        responses: {
            /** @description The role */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "description": "text",
                     *       "isDefault": true,
                     *       "isSystemRole": true,
                     *       "permissions": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "slug": "engineering",
                     *           "name": "Engineering",
                     *           "description": "text"
                     *         }
                     *       ],
                     *       "permissionCount": 1,
                     *       "_count": {
                     *         "users": 1,
                     *         "usersIsEstimate": true
                     *       },
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Role"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addRolePermission: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "permissionId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *     }
                 */
                "application/json": components["schemas"]["AddRolePermissionRequest"];
            };
        };
        responses: {
            /** @description The role contains the permission */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "roleId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "permissionId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                     *     }
                     */
                    "application/json": components["schemas"]["AddRolePermissionResponse201"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeRolePermission: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "permissionId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *     }
                 */
                "application/json": components["schemas"]["RemoveRolePermissionRequest"];
            };
        };
        responses: {
            /** @description The role does not contain the permission any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "roleId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "permissionId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                     *     }
                     */
                    "application/json": components["schemas"]["RemoveRolePermissionResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addRolePermissionByPath: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
                permissionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role contains the permission */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "roleId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "permissionId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                     *     }
                     */
                    "application/json": components["schemas"]["AddRolePermissionByPathResponse201"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeRolePermissionByPath: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
                permissionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role does not contain the permission any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "roleId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "permissionId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                     *     }
                     */
                    "application/json": components["schemas"]["RemoveRolePermissionByPathResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listPermissions: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                search?: string;
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, in the order of slugs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "slug": "engineering",
                     *           "name": "Engineering",
                     *           "description": "text",
                     *           "category": "text",
                     *           "isSystemPermission": true,
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListPermissionsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getPermission: {
        parameters: {
            query?: never;
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The permission */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "slug": "engineering",
                     *       "name": "Engineering",
                     *       "description": "text",
                     *       "category": "text",
                     *       "isSystemPermission": true,
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Permission"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOwnOrganisation: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ETag` of the version at hand; 304 when it is still that one */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The organisation */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "slug": "engineering",
                     *       "name": "Engineering",
                     *       "email": "ada@example.org",
                     *       "phone": "+33123456789",
                     *       "website": "https://app.example.org/path",
                     *       "status": "trial",
                     *       "ownerId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "allowedCallbackUrls": [
                     *         "https://app.example.org/path"
                     *       ],
                     *       "allowedLogoutUrls": [
                     *         "https://app.example.org/path"
                     *       ],
                     *       "allowedOrigins": [
                     *         "text"
                     *       ],
                     *       "sessionLifetime": 1,
                     *       "sessionIdleTimeout": 1,
                     *       "requireMfa": true,
                     *       "allowedMfaMethods": [
                     *         "text"
                     *       ],
                     *       "passwordPolicy": {},
                     *       "tokenLifetimePolicy": {},
                     *       "branding": {},
                     *       "auditRetentionDays": 1,
                     *       "metadata": {},
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Organisation"];
                };
            };
            /** @description It is still the version of `If-None-Match` */
            304: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteOwnOrganisation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "confirmDomain": "engineering"
                 *     }
                 */
                "application/json": components["schemas"]["DeleteOwnOrganisationRequest"];
            };
        };
        responses: {
            /** @description Deleted; everybody is signed out. The operator of the platform can restore it for a time */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateOwnOrganisation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "Engineering",
                 *       "email": "ada@example.org",
                 *       "phone": "+33123456789",
                 *       "website": "https://app.example.org/path",
                 *       "allowedCallbackUrls": [
                 *         "https://app.example.org/path"
                 *       ],
                 *       "allowedLogoutUrls": [
                 *         "https://app.example.org/path"
                 *       ],
                 *       "allowedOrigins": [
                 *         "text"
                 *       ],
                 *       "sessionLifetime": 300,
                 *       "sessionIdleTimeout": 60,
                 *       "requireMfa": true,
                 *       "allowedMfaMethods": [
                 *         "totp"
                 *       ],
                 *       "passwordPolicy": {
                 *         "minLength": 8,
                 *         "requireUppercase": true,
                 *         "requireLowercase": true,
                 *         "requireNumbers": true,
                 *         "requireNumber": true,
                 *         "requireSymbols": true,
                 *         "requireSymbol": true,
                 *         "requireSpecial": true,
                 *         "preventReuse": 1,
                 *         "maxAge": 1
                 *       },
                 *       "tokenLifetimePolicy": {
                 *         "accessToken": 60,
                 *         "accessTokenLifetime": 60,
                 *         "refreshToken": 60,
                 *         "refreshTokenLifetime": 60,
                 *         "idToken": 60,
                 *         "idTokenLifetime": 60
                 *       },
                 *       "branding": {
                 *         "logoUrl": "https://app.example.org/path",
                 *         "primaryColor": "text"
                 *       },
                 *       "auditRetentionDays": 30,
                 *       "metadata": {}
                 *     }
                 */
                "application/json": components["schemas"]["UpdateOwnOrganisationRequest"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "slug": "engineering",
                     *       "name": "Engineering",
                     *       "email": "ada@example.org",
                     *       "phone": "+33123456789",
                     *       "website": "https://app.example.org/path",
                     *       "status": "trial",
                     *       "ownerId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "allowedCallbackUrls": [
                     *         "https://app.example.org/path"
                     *       ],
                     *       "allowedLogoutUrls": [
                     *         "https://app.example.org/path"
                     *       ],
                     *       "allowedOrigins": [
                     *         "text"
                     *       ],
                     *       "sessionLifetime": 1,
                     *       "sessionIdleTimeout": 1,
                     *       "requireMfa": true,
                     *       "allowedMfaMethods": [
                     *         "text"
                     *       ],
                     *       "passwordPolicy": {},
                     *       "tokenLifetimePolicy": {},
                     *       "branding": {},
                     *       "auditRetentionDays": 1,
                     *       "metadata": {},
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Organisation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    transferOwnership: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["TransferOwnershipRequest"];
            };
        };
        responses: {
            /** @description Handed over */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listSigningKeys: {
        parameters: {
            query?: never;
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All keys, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "kid": "text",
                     *           "alg": "text",
                     *           "state": "published",
                     *           "since": "2026-01-15T09:30:00.000Z",
                     *           "signsFrom": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "publicKey": {}
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListSigningKeysResponse200"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getExplanation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checks, what each has seen, and the cause */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "requestId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "endpoint": "authorization",
                     *       "error": "text",
                     *       "reason": "text",
                     *       "cause": "text",
                     *       "mend": "text",
                     *       "checks": [
                     *         {
                     *           "check": "text",
                     *           "verifies": "text",
                     *           "verdict": "passed",
                     *           "facts": {}
                     *         }
                     *       ],
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "expiresAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getStatisticsOverview: {
        parameters: {
            query?: never;
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "totalUsers": 1,
                     *       "activeUsers30d": 1,
                     *       "mfaAdoptionRate": 1,
                     *       "totalSessions": 1,
                     *       "totalClients": 1,
                     *       "totalApiKeys": 1,
                     *       "trends": {
                     *         "users30d": 1,
                     *         "clients30d": 1
                     *       },
                     *       "isEstimate": true
                     *     }
                     */
                    "application/json": components["schemas"]["GetStatisticsOverviewResponse200"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getStatisticsActivity: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One entry for each day, the oldest first, today’s last */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "loginActivity": [
                     *         {
                     *           "date": "2026-01-15",
                     *           "count": 1
                     *         }
                     *       ],
                     *       "newUsers": [
                     *         {
                     *           "date": "2026-01-15",
                     *           "count": 1
                     *         }
                     *       ],
                     *       "authEvents": [
                     *         {
                     *           "date": "2026-01-15",
                     *           "successful": 1,
                     *           "failed": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["GetStatisticsActivityResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getStatisticsSecurity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Active people have signed in within thirty days */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "usersByStatus": {
                     *         "active": 1,
                     *         "inactive": 1,
                     *         "blocked": 1
                     *       },
                     *       "mfaBreakdown": {
                     *         "enabled": 1,
                     *         "disabled": 1
                     *       },
                     *       "topActiveUsers": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "loginCount": 1,
                     *           "lastLoginAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "recentSignups": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "email": "ada@example.org",
                     *           "createdAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "isEstimate": true
                     *     }
                     */
                    "application/json": components["schemas"]["GetStatisticsSecurityResponse200"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listAuditLogs: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                cursor?: string;
                sort?: "timestamp" | "-timestamp" | "eventCategory" | "-eventCategory" | "action" | "-action";
                order?: "asc" | "desc";
                userId?: string;
                clientId?: string;
                eventType?: string;
                eventCategory?: "auth" | "user" | "client" | "permission" | "system";
                action?: "create" | "read" | "update" | "delete" | "login" | "logout";
                resourceType?: string;
                resourceId?: string;
                success?: "true" | "false";
                startDate?: string;
                endDate?: string;
                "filter[userId]"?: string;
                "filter[clientId]"?: string;
                "filter[eventType]"?: string;
                "filter[eventCategory]"?: "auth" | "user" | "client" | "permission" | "system";
                "filter[action]"?: "create" | "read" | "update" | "delete" | "login" | "logout";
                "filter[resourceType]"?: string;
                "filter[resourceId]"?: string;
                "filter[success]"?: "true" | "false";
                "filter[startDate]"?: string;
                "filter[endDate]"?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; newest first. With several filters it may have fewer entries than asked for: follow `nextCursor` until it is null */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "userId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "eventType": "text",
                     *           "eventCategory": "auth",
                     *           "action": "create",
                     *           "resourceType": "text",
                     *           "resourceId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "success": true,
                     *           "errorMessage": "text",
                     *           "metadata": {},
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "timestamp": "2026-01-15T09:30:00.000Z",
                     *           "actor": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "email": "ada@example.org",
                     *             "name": "Engineering"
                     *           },
                     *           "resource": {
                     *             "type": "text",
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "email": "ada@example.org"
                     *           },
                     *           "user": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "email": "ada@example.org",
                     *             "name": "Engineering"
                     *           },
                     *           "client": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "name": "Engineering"
                     *           }
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd",
                     *       "auditLogs": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "userId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "eventType": "text",
                     *           "eventCategory": "auth",
                     *           "action": "create",
                     *           "resourceType": "text",
                     *           "resourceId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "success": true,
                     *           "errorMessage": "text",
                     *           "metadata": {},
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "timestamp": "2026-01-15T09:30:00.000Z",
                     *           "actor": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "email": "ada@example.org",
                     *             "name": "Engineering"
                     *           },
                     *           "resource": {
                     *             "type": "text",
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "email": "ada@example.org"
                     *           },
                     *           "user": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "email": "ada@example.org",
                     *             "name": "Engineering"
                     *           },
                     *           "client": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "name": "Engineering"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListAuditLogsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    exportAuditLogs: {
        parameters: {
            query?: {
                format?: "csv" | "jsonl";
                userId?: string;
                clientId?: string;
                eventType?: string;
                eventCategory?: "auth" | "user" | "client" | "permission" | "system";
                action?: "create" | "read" | "update" | "delete" | "login" | "logout";
                resourceType?: string;
                resourceId?: string;
                success?: "true" | "false";
                startDate?: string;
                endDate?: string;
                "filter[userId]"?: string;
                "filter[clientId]"?: string;
                "filter[eventType]"?: string;
                "filter[eventCategory]"?: "auth" | "user" | "client" | "permission" | "system";
                "filter[action]"?: "create" | "read" | "update" | "delete" | "login" | "logout";
                "filter[resourceType]"?: string;
                "filter[resourceId]"?: string;
                "filter[success]"?: "true" | "false";
                "filter[startDate]"?: string;
                "filter[endDate]"?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/jsonl": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getAuditLog: {
        parameters: {
            query?: never;
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "userId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "eventType": "text",
                     *       "eventCategory": "auth",
                     *       "action": "create",
                     *       "resourceType": "text",
                     *       "resourceId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "success": true,
                     *       "errorMessage": "text",
                     *       "metadata": {},
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "timestamp": "2026-01-15T09:30:00.000Z",
                     *       "actor": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       },
                     *       "resource": {
                     *         "type": "text",
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org"
                     *       },
                     *       "user": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       },
                     *       "client": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "name": "Engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AuditLog"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    exportUsers: {
        parameters: {
            query?: {
                format?: "csv" | "jsonl";
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/jsonl": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    exportUserData: {
        parameters: {
            query?: never;
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The audit trail goes 90 days back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "generatedAt": "2026-01-15T09:30:00.000Z",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["ExportUserDataResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listUserImports: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "format": "csv",
                     *           "onExisting": "skip",
                     *           "processedRows": 1,
                     *           "createdRows": 1,
                     *           "updatedRows": 1,
                     *           "skippedRows": 1,
                     *           "failedRows": 1,
                     *           "expiresAt": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListUserImportsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createUserImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "format": "csv",
                 *       "onExisting": "skip"
                 *     }
                 */
                "application/json": components["schemas"]["CreateUserImportRequest"];
            };
        };
        responses: {
            /** @description Begun; send the rows next */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "format": "csv",
                     *       "onExisting": "skip",
                     *       "processedRows": 1,
                     *       "createdRows": 1,
                     *       "updatedRows": 1,
                     *       "skippedRows": 1,
                     *       "failedRows": 1,
                     *       "expiresAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["UserImport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getUserImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "format": "csv",
                     *       "onExisting": "skip",
                     *       "processedRows": 1,
                     *       "createdRows": 1,
                     *       "updatedRows": 1,
                     *       "skippedRows": 1,
                     *       "failedRows": 1,
                     *       "expiresAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["UserImport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listUserImportFaults: {
        parameters: {
            query?: {
                limit?: number;
                per_page?: number;
                cursor?: number;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; give `nextCursor` as `cursor` for the one that follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "row": 1,
                     *           "errors": [
                     *             {
                     *               "path": "text",
                     *               "message": "Done"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 1,
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListUserImportFaultsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    uploadUserImportRows: {
        parameters: {
            query?: {
                /** @description Rows of the file before the first one of this body; 0 for the whole file */
                from?: number;
            };
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
                "application/jsonl": string;
            };
        };
        responses: {
            /** @description Processed, up to `processedRows`; rows that were before are skipped */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "format": "csv",
                     *       "onExisting": "skip",
                     *       "processedRows": 1,
                     *       "createdRows": 1,
                     *       "updatedRows": 1,
                     *       "skippedRows": 1,
                     *       "failedRows": 1,
                     *       "expiresAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["UserImport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listTeams: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                search?: string;
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, in the order of slugs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text",
                     *           "memberCount": 1,
                     *           "memberCountIsEstimate": true,
                     *           "members": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "memberId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "email": "ada@example.org",
                     *               "name": "Engineering",
                     *               "firstName": "Ada",
                     *               "lastName": "Lovelace",
                     *               "joinedAt": "2026-01-15T09:30:00.000Z",
                     *               "addedAt": "2026-01-15T09:30:00.000Z"
                     *             }
                     *           ],
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListTeamsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Engineering",
                 *       "slug": "engineering",
                 *       "description": "text"
                 *     }
                 */
                "application/json": components["schemas"]["CreateTeamRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "description": "text",
                     *       "memberCount": 1,
                     *       "memberCountIsEstimate": true,
                     *       "members": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "memberId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "email": "ada@example.org",
                     *           "name": "Engineering",
                     *           "firstName": "Ada",
                     *           "lastName": "Lovelace",
                     *           "joinedAt": "2026-01-15T09:30:00.000Z",
                     *           "addedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Team"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ETag` of the version at hand; 304 when it is still that one */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The team */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "description": "text",
                     *       "memberCount": 1,
                     *       "memberCountIsEstimate": true,
                     *       "members": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "memberId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "email": "ada@example.org",
                     *           "name": "Engineering",
                     *           "firstName": "Ada",
                     *           "lastName": "Lovelace",
                     *           "joinedAt": "2026-01-15T09:30:00.000Z",
                     *           "addedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description It is still the version of `If-None-Match` */
            304: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "Engineering",
                 *       "description": "text",
                 *       "slug": {}
                 *     }
                 */
                "application/json": components["schemas"]["UpdateTeamRequest"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "description": "text",
                     *       "memberCount": 1,
                     *       "memberCountIsEstimate": true,
                     *       "members": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "memberId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "email": "ada@example.org",
                     *           "name": "Engineering",
                     *           "firstName": "Ada",
                     *           "lastName": "Lovelace",
                     *           "joinedAt": "2026-01-15T09:30:00.000Z",
                     *           "addedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Team"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listTeamMembers: {
        parameters: {
            query?: {
                limit?: number;
                per_page?: number;
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; give `nextCursor` as `cursor` for the one that follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "memberId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "email": "ada@example.org",
                     *           "name": "Engineering",
                     *           "firstName": "Ada",
                     *           "lastName": "Lovelace",
                     *           "joinedAt": "2026-01-15T09:30:00.000Z",
                     *           "addedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListTeamMembersResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addTeamMembers: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                 *       "userIds": [
                 *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["AddTeamMembersRequest"];
            };
        };
        responses: {
            /** @description Added */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "teamId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "userId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "userIds": [
                     *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AddTeamMembersResponse201"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeTeamMembers: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                 *       "userIds": [
                 *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RemoveTeamMembersRequest"];
            };
        };
        responses: {
            /** @description None of them is in the team any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "teamId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "userId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "userIds": [
                     *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RemoveTeamMembersResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeTeamMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description None of them is in the team any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done",
                     *       "teamId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "userId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "userIds": [
                     *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RemoveTeamMemberResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                cursor?: string;
                sort?: "createdAt" | "-createdAt" | "email" | "-email" | "name" | "-name";
                order?: "asc" | "desc";
                search?: string;
                email?: string;
                status?: "active" | "blocked" | "suspended" | "invited";
                role?: string;
                team?: string;
                organisation?: string;
                mfa_enabled?: "0" | "1" | "true" | "false";
                "filter[search]"?: string;
                "filter[email]"?: string;
                "filter[status]"?: "active" | "blocked" | "suspended" | "invited";
                "filter[role]"?: string;
                "filter[team]"?: string;
                "filter[organisation]"?: string;
                "filter[mfa_enabled]"?: "0" | "1" | "true" | "false";
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. With filters it may have fewer people than asked for: follow `nextCursor` until it is null */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "email": "ada@example.org",
                     *           "firstName": "Ada",
                     *           "lastName": "Lovelace",
                     *           "name": "Engineering",
                     *           "phone": "+33123456789",
                     *           "emailVerifiedAt": "2026-01-15T09:30:00.000Z",
                     *           "mfaEnabled": true,
                     *           "blockedAt": "2026-01-15T09:30:00.000Z",
                     *           "blockedReason": "text",
                     *           "lastLoginAt": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z",
                     *           "roles": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering"
                     *             }
                     *           ],
                     *           "teams": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListUsersResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.org",
                 *       "firstName": "Ada",
                 *       "lastName": "Lovelace",
                 *       "phone": "+33123456789",
                 *       "password": "correct horse battery staple",
                 *       "roleIds": [
                 *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *       ],
                 *       "teamIds": [
                 *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateUserRequest"];
            };
        };
        responses: {
            /** @description Added */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "email": "ada@example.org",
                     *       "firstName": "Ada",
                     *       "lastName": "Lovelace",
                     *       "name": "Engineering",
                     *       "phone": "+33123456789",
                     *       "emailVerifiedAt": "2026-01-15T09:30:00.000Z",
                     *       "mfaEnabled": true,
                     *       "blockedAt": "2026-01-15T09:30:00.000Z",
                     *       "blockedReason": "text",
                     *       "lastLoginAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "roles": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text",
                     *           "permissions": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering",
                     *               "description": "text"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "teams": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ETag` of the version at hand; 304 when it is still that one */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "email": "ada@example.org",
                     *       "firstName": "Ada",
                     *       "lastName": "Lovelace",
                     *       "name": "Engineering",
                     *       "phone": "+33123456789",
                     *       "emailVerifiedAt": "2026-01-15T09:30:00.000Z",
                     *       "mfaEnabled": true,
                     *       "blockedAt": "2026-01-15T09:30:00.000Z",
                     *       "blockedReason": "text",
                     *       "lastLoginAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "roles": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text",
                     *           "permissions": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering",
                     *               "description": "text"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "teams": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserDetails"];
                };
            };
            /** @description It is still the version of `If-None-Match` */
            304: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "email": {},
                 *       "firstName": "Ada",
                 *       "lastName": "Lovelace",
                 *       "phone": "+33123456789",
                 *       "blockedAt": "2026-01-15T09:30:00.000Z",
                 *       "blockedReason": "text",
                 *       "mfaEnabled": true,
                 *       "roleIds": [
                 *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["UpdateUserRequest"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "email": "ada@example.org",
                     *       "firstName": "Ada",
                     *       "lastName": "Lovelace",
                     *       "name": "Engineering",
                     *       "phone": "+33123456789",
                     *       "emailVerifiedAt": "2026-01-15T09:30:00.000Z",
                     *       "mfaEnabled": true,
                     *       "blockedAt": "2026-01-15T09:30:00.000Z",
                     *       "blockedReason": "text",
                     *       "lastLoginAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "roles": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text",
                     *           "permissions": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering",
                     *               "description": "text"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "teams": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    replaceUserRoles: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "roleIds": [
                 *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ReplaceUserRolesRequest"];
            };
        };
        responses: {
            /** @description The person, with these roles */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "email": "ada@example.org",
                     *       "firstName": "Ada",
                     *       "lastName": "Lovelace",
                     *       "name": "Engineering",
                     *       "phone": "+33123456789",
                     *       "emailVerifiedAt": "2026-01-15T09:30:00.000Z",
                     *       "mfaEnabled": true,
                     *       "blockedAt": "2026-01-15T09:30:00.000Z",
                     *       "blockedReason": "text",
                     *       "lastLoginAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "roles": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text",
                     *           "permissions": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering",
                     *               "description": "text"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "teams": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    assignUserRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "roleId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *     }
                 */
                "application/json": components["schemas"]["AssignUserRoleRequest"];
            };
        };
        responses: {
            /** @description The person has the role */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeUserRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "roleId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *     }
                 */
                "application/json": components["schemas"]["RemoveUserRoleRequest"];
            };
        };
        responses: {
            /** @description The person does not have the role any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    assignUserRoleByPath: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
                roleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person has the role */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeUserRoleByPath: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
                roleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person does not have the role any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listUserSessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest activity first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "ipAddress": "192.0.2.7",
                     *           "userAgent": "Mozilla/5.0",
                     *           "lastActivityAt": "2026-01-15T09:30:00.000Z",
                     *           "expiresAt": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ListUserSessionsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endUserSessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endUserSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listUserFactors: {
        parameters: {
            query?: never;
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The factors */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "enabled": true,
                     *       "backupCodesRemaining": 1,
                     *       "factors": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "type": "totp",
                     *           "name": "Engineering",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "lastUsedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListUserFactorsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeUserFactor: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
                factorId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed; the person is told by mail */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    resetUserMfa: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed; the person is told by mail */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    blockUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "text"
                 *     }
                 */
                "application/json": components["schemas"]["BlockUserRequest"];
            };
        };
        responses: {
            /** @description Blocked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "email": "ada@example.org",
                     *       "firstName": "Ada",
                     *       "lastName": "Lovelace",
                     *       "name": "Engineering",
                     *       "phone": "+33123456789",
                     *       "emailVerifiedAt": "2026-01-15T09:30:00.000Z",
                     *       "mfaEnabled": true,
                     *       "blockedAt": "2026-01-15T09:30:00.000Z",
                     *       "blockedReason": "text",
                     *       "lastLoginAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "roles": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text",
                     *           "permissions": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering",
                     *               "description": "text"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "teams": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    unblockUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Not blocked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "email": "ada@example.org",
                     *       "firstName": "Ada",
                     *       "lastName": "Lovelace",
                     *       "name": "Engineering",
                     *       "phone": "+33123456789",
                     *       "emailVerifiedAt": "2026-01-15T09:30:00.000Z",
                     *       "mfaEnabled": true,
                     *       "blockedAt": "2026-01-15T09:30:00.000Z",
                     *       "blockedReason": "text",
                     *       "lastLoginAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "roles": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text",
                     *           "permissions": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering",
                     *               "description": "text"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "teams": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "description": "text"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    forceUserPasswordChange: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The old password does not work any more; the link was sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    writeUsersInBulk: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "create": [
                 *         {
                 *           "email": "ada@example.org",
                 *           "firstName": "Ada",
                 *           "lastName": "Lovelace",
                 *           "phone": "+33123456789",
                 *           "roleIds": [
                 *             "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *           ],
                 *           "teamIds": [
                 *             "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *           ]
                 *         }
                 *       ],
                 *       "update": [
                 *         {
                 *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                 *           "firstName": "Ada",
                 *           "lastName": "Lovelace",
                 *           "phone": "+33123456789",
                 *           "roleIds": [
                 *             "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["WriteUsersInBulkRequest"];
            };
        };
        responses: {
            /** @description In the order of the request */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "email": "ada@example.org",
                     *           "firstName": "Ada",
                     *           "lastName": "Lovelace",
                     *           "name": "Engineering",
                     *           "phone": "+33123456789",
                     *           "emailVerifiedAt": "2026-01-15T09:30:00.000Z",
                     *           "mfaEnabled": true,
                     *           "blockedAt": "2026-01-15T09:30:00.000Z",
                     *           "blockedReason": "text",
                     *           "lastLoginAt": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z",
                     *           "roles": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering",
                     *               "description": "text",
                     *               "permissions": [
                     *                 {
                     *                   "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *                   "name": "Engineering",
                     *                   "slug": "engineering",
                     *                   "description": "text"
                     *                 }
                     *               ]
                     *             }
                     *           ],
                     *           "teams": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering",
                     *               "description": "text"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "updated": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "email": "ada@example.org",
                     *           "firstName": "Ada",
                     *           "lastName": "Lovelace",
                     *           "name": "Engineering",
                     *           "phone": "+33123456789",
                     *           "emailVerifiedAt": "2026-01-15T09:30:00.000Z",
                     *           "mfaEnabled": true,
                     *           "blockedAt": "2026-01-15T09:30:00.000Z",
                     *           "blockedReason": "text",
                     *           "lastLoginAt": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z",
                     *           "roles": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering",
                     *               "description": "text",
                     *               "permissions": [
                     *                 {
                     *                   "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *                   "name": "Engineering",
                     *                   "slug": "engineering",
                     *                   "description": "text"
                     *                 }
                     *               ]
                     *             }
                     *           ],
                     *           "teams": [
                     *             {
                     *               "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *               "name": "Engineering",
                     *               "slug": "engineering",
                     *               "description": "text"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WriteUsersInBulkResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    assignRoleToUsers: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userIds": [
                 *         "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["AssignRoleToUsersRequest"];
            };
        };
        responses: {
            /** @description All of them have the role */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                search?: string;
                sort?: "createdAt" | "-createdAt" | "url" | "-url";
                order?: "asc" | "desc";
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "url": "https://app.example.org/path",
                     *           "events": [
                     *             "text"
                     *           ],
                     *           "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "isActive": true,
                     *           "active": true,
                     *           "disabledAt": "2026-01-15T09:30:00.000Z",
                     *           "lastTriggeredAt": "2026-01-15T09:30:00.000Z",
                     *           "failureCount": 1,
                     *           "previousSecretExpiresAt": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListWebhooksResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://shop.example.com/webhooks/cerberus",
                 *       "events": [
                 *         "user.created",
                 *         "user.deleted"
                 *       ],
                 *       "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a"
                 *     }
                 */
                "application/json": components["schemas"]["CreateWebhookRequest"];
            };
        };
        responses: {
            /** @description Added; the secret is shown here and never again */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "url": "https://app.example.org/path",
                     *       "events": [
                     *         "text"
                     *       ],
                     *       "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "isActive": true,
                     *       "active": true,
                     *       "disabledAt": "2026-01-15T09:30:00.000Z",
                     *       "lastTriggeredAt": "2026-01-15T09:30:00.000Z",
                     *       "failureCount": 1,
                     *       "previousSecretExpiresAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "secret": "whsec_C2FVsBQIhrscChlQIMV…"
                     *     }
                     */
                    "application/json": components["schemas"]["CreateWebhookResponse201"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ETag` of the version at hand; 304 when it is still that one */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "url": "https://app.example.org/path",
                     *       "events": [
                     *         "text"
                     *       ],
                     *       "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "isActive": true,
                     *       "active": true,
                     *       "disabledAt": "2026-01-15T09:30:00.000Z",
                     *       "lastTriggeredAt": "2026-01-15T09:30:00.000Z",
                     *       "failureCount": 1,
                     *       "previousSecretExpiresAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description It is still the version of `If-None-Match` */
            304: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `ETag` of the version to change; 412 when it is another one by now */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "url": "https://shop.example.com/webhooks/cerberus",
                 *       "events": [
                 *         "user.created",
                 *         "user.deleted"
                 *       ],
                 *       "isActive": true,
                 *       "active": true
                 *     }
                 */
                "application/json": components["schemas"]["UpdateWebhookRequest"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    /** @description The version of the resource */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "url": "https://app.example.org/path",
                     *       "events": [
                     *         "text"
                     *       ],
                     *       "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "isActive": true,
                     *       "active": true,
                     *       "disabledAt": "2026-01-15T09:30:00.000Z",
                     *       "lastTriggeredAt": "2026-01-15T09:30:00.000Z",
                     *       "failureCount": 1,
                     *       "previousSecretExpiresAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 1
                 *     }
                 */
                "application/json": components["schemas"]["RotateWebhookSecretRequest"];
            };
        };
        responses: {
            /** @description The webhook and its new secret */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "url": "https://app.example.org/path",
                     *       "events": [
                     *         "text"
                     *       ],
                     *       "clientId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "isActive": true,
                     *       "active": true,
                     *       "disabledAt": "2026-01-15T09:30:00.000Z",
                     *       "lastTriggeredAt": "2026-01-15T09:30:00.000Z",
                     *       "failureCount": 1,
                     *       "previousSecretExpiresAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "secret": "whsec_C2FVsBQIhrscChlQIMV…"
                     *     }
                     */
                    "application/json": components["schemas"]["RotateWebhookSecretResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Queued */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                status?: "pending" | "delivered" | "failed";
                event?: string;
                "filter[status]"?: "pending" | "delivered" | "failed";
                "filter[event]"?: string;
                cursor?: string;
            };
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; latest event first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "webhookId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "eventId": "evt_019ad58e-…",
                     *           "event": "text",
                     *           "status": "pending",
                     *           "attempt": 1,
                     *           "nextAttemptAt": "2026-01-15T09:30:00.000Z",
                     *           "responseStatus": 1,
                     *           "error": "text",
                     *           "deliveredAt": "2026-01-15T09:30:00.000Z",
                     *           "failedAt": "2026-01-15T09:30:00.000Z",
                     *           "redeliveredAt": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListWebhookDeliveriesResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getWebhookDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "webhookId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "eventId": "evt_019ad58e-…",
                     *       "event": "text",
                     *       "status": "pending",
                     *       "attempt": 1,
                     *       "nextAttemptAt": "2026-01-15T09:30:00.000Z",
                     *       "responseStatus": 1,
                     *       "error": "text",
                     *       "deliveredAt": "2026-01-15T09:30:00.000Z",
                     *       "failedAt": "2026-01-15T09:30:00.000Z",
                     *       "redeliveredAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "attempts": [
                     *         {
                     *           "at": "2026-01-15T09:30:00.000Z",
                     *           "status": 1,
                     *           "duration": 1,
                     *           "error": "text"
                     *         }
                     *       ],
                     *       "body": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "type": "text",
                     *         "event": "text",
                     *         "createdAt": "2026-01-15T09:30:00.000Z",
                     *         "timestamp": "2026-01-15T09:30:00.000Z",
                     *         "organisationId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "data": {}
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["GetWebhookDeliveryResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    redeliverWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Queued; the delivery log shows how it ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "webhookId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "eventId": "evt_019ad58e-…",
                     *       "event": "text",
                     *       "status": "pending",
                     *       "attempt": 1,
                     *       "nextAttemptAt": "2026-01-15T09:30:00.000Z",
                     *       "responseStatus": 1,
                     *       "error": "text",
                     *       "deliveredAt": "2026-01-15T09:30:00.000Z",
                     *       "failedAt": "2026-01-15T09:30:00.000Z",
                     *       "redeliveredAt": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    redeliverWebhookRange: {
        parameters: {
            query?: never;
            header?: {
                /** @description Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored */
                "X-CSRF-Token"?: components["parameters"]["CsrfToken"];
                /** @description A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and gets the first answer with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The slug of the organisation that is meant. It must be that of the credential, which suffices alone */
                "X-Org-Domain"?: components["parameters"]["OrganisationDomain"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-01-15T09:30:00.000Z",
                 *       "until": "2026-01-15T09:30:00.000Z",
                 *       "status": "failed"
                 *     }
                 */
                "application/json": components["schemas"]["RedeliverWebhookRangeRequest"];
            };
        };
        responses: {
            /** @description How many were queued, at most 1000; with `hasMore`, send the same again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "queued": 1,
                     *       "hasMore": true
                     *     }
                     */
                    "application/json": components["schemas"]["RedeliverWebhookRangeResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listPlatformOrganisations: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                search?: string;
                sort?: "createdAt" | "-createdAt" | "name" | "-name" | "slug" | "-slug";
                order?: "asc" | "desc";
                status?: "trial" | "active" | "suspended" | "cancelled";
                "filter[status]"?: "trial" | "active" | "suspended" | "cancelled";
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, newest first unless it is sorted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "name": "Engineering",
                     *           "slug": "engineering",
                     *           "email": "ada@example.org",
                     *           "status": "trial",
                     *           "statusReason": "text",
                     *           "suspendedAt": "2026-01-15T09:30:00.000Z",
                     *           "cancelledAt": "2026-01-15T09:30:00.000Z",
                     *           "erasedFrom": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "updatedAt": "2026-01-15T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListPlatformOrganisationsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createPlatformOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Engineering",
                 *       "ownerEmail": "ada@example.org",
                 *       "ownerFirstName": "Engineering",
                 *       "ownerLastName": "Engineering"
                 *     }
                 */
                "application/json": components["schemas"]["CreatePlatformOrganisationRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "organisation": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "slug": "engineering",
                     *         "name": "Engineering"
                     *       },
                     *       "owner": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["CreatePlatformOrganisationResponse201"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getPlatformOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The organisation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "email": "ada@example.org",
                     *       "status": "trial",
                     *       "statusReason": "text",
                     *       "suspendedAt": "2026-01-15T09:30:00.000Z",
                     *       "cancelledAt": "2026-01-15T09:30:00.000Z",
                     *       "erasedFrom": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "owner": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["GetPlatformOrganisationResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    cancelOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "text"
                 *     }
                 */
                "application/json": components["schemas"]["CancelOrganisationRequest"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "email": "ada@example.org",
                     *       "status": "trial",
                     *       "statusReason": "text",
                     *       "suspendedAt": "2026-01-15T09:30:00.000Z",
                     *       "cancelledAt": "2026-01-15T09:30:00.000Z",
                     *       "erasedFrom": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "owner": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["CancelOrganisationResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    suspendOrganisationByPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "text"
                 *     }
                 */
                "application/json": components["schemas"]["SuspendOrganisationByPostRequest"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "email": "ada@example.org",
                     *       "status": "trial",
                     *       "statusReason": "text",
                     *       "suspendedAt": "2026-01-15T09:30:00.000Z",
                     *       "cancelledAt": "2026-01-15T09:30:00.000Z",
                     *       "erasedFrom": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "owner": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SuspendOrganisationByPostResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    suspendOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "text"
                 *     }
                 */
                "application/json": components["schemas"]["SuspendOrganisationRequest"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "email": "ada@example.org",
                     *       "status": "trial",
                     *       "statusReason": "text",
                     *       "suspendedAt": "2026-01-15T09:30:00.000Z",
                     *       "cancelledAt": "2026-01-15T09:30:00.000Z",
                     *       "erasedFrom": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "owner": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SuspendOrganisationResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    reactivateOrganisationByPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "text"
                 *     }
                 */
                "application/json": components["schemas"]["ReactivateOrganisationByPostRequest"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "email": "ada@example.org",
                     *       "status": "trial",
                     *       "statusReason": "text",
                     *       "suspendedAt": "2026-01-15T09:30:00.000Z",
                     *       "cancelledAt": "2026-01-15T09:30:00.000Z",
                     *       "erasedFrom": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "owner": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ReactivateOrganisationByPostResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    reactivateOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "text"
                 *     }
                 */
                "application/json": components["schemas"]["ReactivateOrganisationRequest"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "email": "ada@example.org",
                     *       "status": "trial",
                     *       "statusReason": "text",
                     *       "suspendedAt": "2026-01-15T09:30:00.000Z",
                     *       "cancelledAt": "2026-01-15T09:30:00.000Z",
                     *       "erasedFrom": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "owner": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ReactivateOrganisationResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    restoreOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "text"
                 *     }
                 */
                "application/json": components["schemas"]["RestoreOrganisationRequest"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "name": "Engineering",
                     *       "slug": "engineering",
                     *       "email": "ada@example.org",
                     *       "status": "trial",
                     *       "statusReason": "text",
                     *       "suspendedAt": "2026-01-15T09:30:00.000Z",
                     *       "cancelledAt": "2026-01-15T09:30:00.000Z",
                     *       "erasedFrom": "2026-01-15T09:30:00.000Z",
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "updatedAt": "2026-01-15T09:30:00.000Z",
                     *       "owner": {
                     *         "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *         "email": "ada@example.org",
                     *         "name": "Engineering"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RestoreOrganisationResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getPlatformExplanation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checks, what each has seen, and the cause */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "requestId": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *       "endpoint": "authorization",
                     *       "error": "text",
                     *       "reason": "text",
                     *       "cause": "text",
                     *       "mend": "text",
                     *       "checks": [
                     *         {
                     *           "check": "text",
                     *           "verifies": "text",
                     *           "verdict": "passed",
                     *           "facts": {}
                     *         }
                     *       ],
                     *       "createdAt": "2026-01-15T09:30:00.000Z",
                     *       "expiresAt": "2026-01-15T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listPlatformSigningKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All keys, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "kid": "text",
                     *           "alg": "text",
                     *           "state": "published",
                     *           "since": "2026-01-15T09:30:00.000Z",
                     *           "signsFrom": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "publicKey": {}
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListPlatformSigningKeysResponse200"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    rotateSigningKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All keys have successors. Without new ones there was nothing to do */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "kid": "text",
                     *           "alg": "text",
                     *           "state": "published",
                     *           "since": "2026-01-15T09:30:00.000Z",
                     *           "signsFrom": "2026-01-15T09:30:00.000Z",
                     *           "createdAt": "2026-01-15T09:30:00.000Z",
                     *           "publicKey": {}
                     *         }
                     *       ],
                     *       "message": "Done",
                     *       "published": [
                     *         "text"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RotateSigningKeysResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every job and every sweep */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "name": "Engineering",
                     *           "kind": "job",
                     *           "purpose": "text",
                     *           "everySeconds": 1,
                     *           "lastRun": {
                     *             "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *             "state": "running",
                     *             "startedAt": "2026-01-15T09:30:00.000Z",
                     *             "finishedAt": "2026-01-15T09:30:00.000Z",
                     *             "durationMs": 1,
                     *             "processed": 1,
                     *             "failures": 1,
                     *             "backlog": 1,
                     *             "backlogIsEstimate": true,
                     *             "oldestDueAt": "2026-01-15T09:30:00.000Z",
                     *             "error": "text"
                     *           },
                     *           "isLate": true,
                     *           "backlogGrows": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListJobsResponse200"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listJobRuns: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                page?: number;
                per_page?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the runs of the last 30 days */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a",
                     *           "state": "running",
                     *           "startedAt": "2026-01-15T09:30:00.000Z",
                     *           "finishedAt": "2026-01-15T09:30:00.000Z",
                     *           "durationMs": 1,
                     *           "processed": 1,
                     *           "failures": 1,
                     *           "backlog": 1,
                     *           "backlogIsEstimate": true,
                     *           "oldestDueAt": "2026-01-15T09:30:00.000Z",
                     *           "error": "text"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "totalIsEstimate": true,
                     *       "limit": 1,
                     *       "offset": 1,
                     *       "page": 1,
                     *       "pages": 1,
                     *       "pagination": {
                     *         "total": 1,
                     *         "limit": 1,
                     *         "offset": 1
                     *       },
                     *       "nextCursor": "WyIwMTk4ZjNhMiJd"
                     *     }
                     */
                    "application/json": components["schemas"]["ListJobRunsResponse200"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "on.organisation.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutOrganisation"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.organisation.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutOrganisation"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.organisation.ownership_transferred": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutOrganisation"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.organisation.suspended": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutOrganisation"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.organisation.reactivated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutOrganisation"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.organisation.cancelled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutOrganisation"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.organisation.restored": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutOrganisation"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.organisation.erased": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutOrganisation"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user_import.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUserImport"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.audit_log.exported": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutAuditLog"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.exported": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.blocked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.unblocked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.role_assigned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.role_removed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.password_change_required": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.deletion_scheduled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.data_exported": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.email_verified": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.email_change_requested": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.email_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.password_reset_requested": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.password_reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.change_undone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.taken_over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.password_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.login.success": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutSession"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.login.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.session.revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutSession"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.mfa.enabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.mfa.disabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.mfa.factor_added": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutMfaFactor"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.mfa.factor_removed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutMfaFactor"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.mfa.backup_codes_replaced": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.mfa.factors_reviewed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.mfa.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.reauthentication.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.user.logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutSession"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.oauth2.authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutAuthorizationCode"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.oauth2.consent.granted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutConsent"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.oauth2.consent.revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutConsent"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.oauth2.token_issued": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutToken"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.oauth2.token_refreshed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutToken"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.oauth2.token_refresh_repeated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutToken"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.oauth2.token_revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutToken"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.oauth2.token_reuse_detected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutTokenFamily"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.oauth2.authorization_refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutClient"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.oauth2.token_refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutClient"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.oauth2.introspection_refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutClient"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.oauth2.revocation_refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutClient"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.client.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutClient"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.client.secret_regenerated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutClient"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.client.previous_secret_ended": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutClient"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.client.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutClient"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.client.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutClient"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.client.revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutClient"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.api_key.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutApiKey"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.api_key.revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutApiKey"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.resource.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutResource"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.resource.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutResource"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.resource.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutResource"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.scope.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutScope"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.scope.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutScope"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.scope.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutScope"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.invitation.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutInvitation"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.invitation.resent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutInvitation"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.invitation.cancelled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutInvitation"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.invitation.accepted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutInvitation"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.event_stream.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutEventStream"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.event_stream.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutEventStream"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.event_stream.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutEventStream"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.role.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutRole"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.role.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutRole"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.role.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutRole"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.permission.granted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutRole"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.permission.revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutRole"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.team.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutTeam"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.team.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutTeam"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.team.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutTeam"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.team.member_added": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutTeam"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.team.member_removed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutTeam"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.webhook.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutWebhook"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.webhook.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutWebhook"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.webhook.secret_rotated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutWebhook"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.webhook.disabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutWebhook"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.webhook.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutWebhook"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.membership.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.membership.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "on.membership.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAboutUser"];
            };
        };
        responses: {
            /** @description Received. Every other answer is a failure, and it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
