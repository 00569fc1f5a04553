/** What is recorded and sent, and what belongs to organisations and to the platform. */
import type { TableEntry } from './entry.ts';

export const RECORDS: Readonly<Record<string, TableEntry>> = {
  audit_logs: {
    holds: 'who did what, when, from which network and browser',
    why: 'organisations must be able to tell what happened (GDPR article 17(3)(b))',
    kept: 'as long as the organisation says, a year unless it says otherwise, and until the end of that month',
    export: 'auditLogs',
    erasure: 'kept',
    stays: 'what was done stays, by a person without a name; addresses are taken out of its metadata',
    personal: 'event_type event_category action ip_address user_agent success created_at',
    secret: {
      resource_id: 'may name other people',
      metadata: 'may name other people, and says what the event and the other lists say',
      error_message: 'the reason of a failure, in the words of the program',
    },
    other: 'id organisation_id user_id client_id resource_type',
  },
  events: {
    holds: 'what was told to webhooks about a person: name, address, network',
    why: 'programs of the organisation learn what happened',
    kept: '90 days',
    export: null,
    unshown: 'it repeats the audit log, the profile and the invitations, which are shown',
    erasure: 'deleted',
    personal: '',
    secret: { payload: 'repeats what is shown elsewhere' },
    other: 'id organisation_id type created_at',
  },
  webhook_deliveries: {
    holds: 'whether an event about a person was delivered',
    why: 'it is delivered at least once',
    kept: 'as long as the event',
    export: null,
    unshown: 'it is about the receiver',
    erasure: 'deleted',
    personal: '',
    secret: {},
    other: `id organisation_id endpoint_id event_id event_type attempt attempts next_attempt_at response_status error_message
      delivered_at created_at updated_at failed_at claimed_until redelivered_at`,
  },
  audit_blocks: {
    about: 'the chain over the audit log: keyed digests of its entries, and none of their words',
    columns: 'id organisation_id number previous_hash hash last_id row_ids digests seal sealed_at',
  },
  status_lists: {
    about: 'lists in which resource servers look up revoked access tokens, by a number',
    columns: 'id number seed created_at',
  },
  event_stream_deliveries: {
    holds: 'security events about a person, such as the end of a session',
    why: 'applications that trust the sign-in learn of them',
    kept: 'thirty days',
    export: null,
    unshown: 'it repeats the audit log, which is shown',
    erasure: 'deleted',
    stays: 'the event that tells receivers of the erasure, by an id, for thirty days',
    personal: '',
    secret: { facts: 'repeats what is shown elsewhere', error_message: 'the receiver’s words' },
    other: `id organisation_id stream_id type user_id member_id attempt next_attempt_at response_status delivered_at failed_at
      created_at updated_at`,
  },
  event_stream_left_out: {
    holds: 'people of whom a receiver of security events wants to hear nothing',
    why: 'receivers choose whom they hear of',
    kept: 'as long as the account',
    export: null,
    unshown: 'it is the receiver’s choice, and names the person by an id',
    erasure: 'deleted',
    personal: '',
    other: 'organisation_id stream_id user_id created_at',
  },
  event_stream_left_out_guests: {
    holds: 'guests of whom a receiver of security events wants to hear nothing',
    why: 'receivers choose whom they hear of',
    kept: 'as long as the account',
    export: null,
    unshown: 'it is the receiver’s choice, and names the person by an id',
    erasure: 'deleted',
    personal: '',
    other: 'organisation_id stream_id member_id created_at',
  },
  event_streams: {
    about: 'where security events are told, and which',
    columns: `id organisation_id client_id delivery_method endpoint_url authorization_sealed events_requested tells description
      status status_reason verified_at created_at updated_at`,
  },
  outbound_emails: {
    holds: 'messages to a person; their text only until they are sent',
    why: 'a message is sent once, and whether it was can be looked up',
    kept: 'thirty days',
    export: 'records.emails',
    erasure: 'deleted',
    personal: 'template subject sent_at created_at',
    secret: {
      recipient: 'the address of the account, which is shown',
      text: 'has links that open the account, until it is sent',
      html: 'has links that open the account, until it is sent',
      dedupe_key: 'tells messages apart',
      error_message: 'the mail server’s words',
    },
    other: 'id organisation_id attempt next_attempt_at failed_at updated_at',
  },
  idempotency_records: {
    holds: 'the answer to a request that may be repeated, which may tell of a person',
    why: 'a repeated request has one effect',
    kept: 'a day',
    export: null,
    unshown: 'it is sealed, and says nothing that other tables do not',
    erasure: 'kept',
    stays: 'it is sealed, and gone after a day',
    personal: '',
    secret: { answer: 'sealed', key_hash: 'a hash', fingerprint: 'a keyed hash' },
    other: 'id organisation_id attempt started_at applied_at expires_at',
  },
  explanations: {
    about: 'why a request of an application failed: facts of the application, redacted; seven days',
    columns: 'id organisation_id request_id endpoint error reason checks',
  },
  platform_explanations: {
    about: 'the same for requests that belong to no organisation',
    columns: 'id request_id endpoint error reason checks',
  },
  replay_ledger: {
    about: 'what may be seen once: hashes of identifiers of assertions',
    columns: 'organisation_id namespace value expires_at created_at',
  },
  organisations: {
    holds: 'how an organisation is reached, which may be a person’s own address; who owns it',
    why: 'organisations are written to',
    kept: 'until thirty days after its end',
    export: 'organisation',
    erasure: 'overwritten',
    stays: 'an address that was the person’s becomes that of its owner; the rest is the organisation’s',
    personal: 'email',
    secret: { pairwise_salt: 'sealed' },
    other: `id name slug phone website owner_id status allowed_callback_urls allowed_logout_urls allowed_origins
      session_lifetime session_idle_timeout require_mfa allowed_mfa_methods password_policy token_lifetime_policy branding
      metadata audit_retention_days audit_retention_changed_at onboarding_invitation_id open_status status_reason suspended_at access_ended_at erasure_started_at erased_at
      created_at updated_at deleted_at`,
  },
  user_imports: {
    about: 'how many rows of a file of people became accounts',
    columns: `id organisation_id format on_existing processed_rows created_rows updated_rows skipped_rows failed_rows
      expires_at created_at updated_at`,
  },
  user_import_faults: {
    about: 'what was wrong with a row of such a file, by its number and without its values; thirty days',
    columns: 'organisation_id import_id row errors',
  },
  operator_keys: {
    holds: 'the names of the platform’s operators',
    why: 'their acts are recorded under it',
    kept: 'for ever: a name is never given to a second key',
    export: null,
    unshown: 'operators belong to the platform, and have no account in it',
    erasure: 'kept',
    stays: 'operators have no account that is erased',
    personal: '',
    secret: { name: 'of an operator', key_hash: 'a hash', key_prefix: 'the beginning of the key' },
    other: 'id networks expires_at last_used_at revoked_at created_at',
  },
  clients: {
    about: 'applications, their settings and their secrets',
    columns: `id organisation_id name description client_id client_secret client_secret_sealed previous_client_secret
      previous_client_secret_sealed previous_secret_expires_at client_type grant_types redirect_uris allowed_origins scopes
      require_pkce require_consent allow_plain_pkce allow_unbound_codes allow_localhost_ports token_endpoint_auth_method jwks
      jwks_uri allow_endpoint_audience id_token_signed_response_alg userinfo_signed_response_alg
      access_token_signed_response_alg id_token_claims access_token_format subject_type sector_identifier_uri resources
      allow_api default_max_age post_logout_redirect_uris backchannel_logout_uri backchannel_logout_session_required
      frontchannel_logout_uri frontchannel_logout_session_required access_token_lifetime refresh_token_lifetime
      id_token_lifetime refresh_token_grace refresh_family_lifetime consent_lifetime logo_uri policy_uri tos_uri is_active
      is_first_party revoked created_at updated_at deleted_at`,
  },
  client_resources: { about: 'the APIs of a client', columns: 'organisation_id client_id resource_id created_at' },
  resources: {
    about: 'the APIs of an organisation',
    columns: 'id organisation_id indicator signing_alg created_at updated_at',
  },
  organisation_scopes: {
    about: 'scopes of an organisation',
    columns: 'id organisation_id name display_name description created_at updated_at',
  },
  roles: {
    about: 'roles',
    columns: 'id organisation_id name slug description is_default permissions_chosen_at created_at updated_at',
  },
  role_permissions: { about: 'what a role permits', columns: 'organisation_id role_id permission_id created_at' },
  teams: { about: 'teams', columns: 'id organisation_id name slug description created_at updated_at' },
  saml_connections: {
    about: 'identity providers of an organisation',
    columns: `id organisation_id name enabled idp_entity_id idp_sso_url idp_certificate sp_entity_id sp_acs_url
      attribute_mapping domains created_at updated_at`,
  },
  webhook_endpoints: {
    about: 'where events are told, and with which secret',
    columns: `id organisation_id client_id url secret_encrypted events is_active last_triggered_at failure_count created_at
      updated_at event_types previous_secret_encrypted previous_secret_expires_at disabled_at failing_since
      paused_until gone_at`,
  },
  permissions: { about: 'the catalogue of permissions', columns: 'id name slug description created_at updated_at' },
  scopes: {
    about: 'the catalogue of scopes',
    columns: 'id name display_name description is_default is_system category created_at updated_at',
  },
  jwks: {
    about: 'signing keys',
    columns: 'id kid alg public_key private_key is_active stage staged_at created_at updated_at',
  },
  job_runs: {
    about: 'runs of scheduled jobs',
    columns: 'id name started_at finished_at outcome duration_ms processed failures backlog oldest_due_at error',
  },
};
