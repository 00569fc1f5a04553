-- Row-level security, grants, partial indexes and checks for the tables of complete_schema; see tenant_isolation.

-- 1. Row-level security ----------------------------------------------------------------------------------------------

DO $$
DECLARE
  table_name text;
  condition text := 'organisation_id = NULLIF(current_setting(''app.organisation_id'', true), '''')::uuid';
BEGIN
  FOREACH table_name IN ARRAY ARRAY[
    'teams', 'team_members', 'organisation_members', 'organisation_member_roles', 'organisation_member_teams',
    'invitations', 'api_keys', 'webhook_endpoints', 'events', 'webhook_deliveries', 'email_verification_tokens',
    'password_reset_tokens', 'mfa_factors', 'mfa_backup_codes', 'device_codes', 'pushed_authorization_requests',
    'replay_ledger', 'saml_connections'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON %I FOR ALL TO cerberus_worker USING (%s) WITH CHECK (%s)',
      table_name, condition, condition
    );
    EXECUTE format(
      'CREATE POLICY system_access ON %I FOR ALL TO cerberus_system USING (true) WITH CHECK (true)', table_name
    );
  END LOOP;
END
$$;

-- 2. Grants ----------------------------------------------------------------------------------------------------------

GRANT SELECT, INSERT, UPDATE, DELETE ON
  teams, team_members, organisation_members, organisation_member_roles, organisation_member_teams, invitations,
  api_keys, webhook_endpoints, webhook_deliveries, email_verification_tokens, password_reset_tokens, mfa_factors,
  mfa_backup_codes, device_codes, pushed_authorization_requests, replay_ledger, saml_connections
TO cerberus_worker;
-- What happened stays as it was told.
GRANT SELECT, INSERT ON events TO cerberus_worker;

GRANT SELECT ON
  teams, team_members, organisation_members, organisation_member_roles, organisation_member_teams, invitations,
  api_keys, webhook_endpoints, events, webhook_deliveries, email_verification_tokens, password_reset_tokens,
  mfa_factors, mfa_backup_codes, device_codes, pushed_authorization_requests, replay_ledger, saml_connections
TO cerberus_system;
-- Sweeps remove what has expired, and claim deliveries that are due.
GRANT DELETE ON
  invitations, email_verification_tokens, password_reset_tokens, device_codes, pushed_authorization_requests,
  replay_ledger, events
TO cerberus_system;
GRANT UPDATE ON webhook_deliveries TO cerberus_system;

-- 3. Partial indexes -------------------------------------------------------------------------------------------------

-- The delivery sweep: few rows are due in a table that keeps all.
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE status = 'pending';

-- Which endpoints an event goes to.
CREATE INDEX webhook_endpoints_active ON webhook_endpoints (organisation_id) WHERE is_active;

-- One open invitation an address and organisation: resending voids the old one.
CREATE UNIQUE INDEX invitations_open ON invitations (organisation_id, email)
  WHERE accepted_at IS NULL AND revoked_at IS NULL;

-- A person's open links.
CREATE INDEX password_reset_tokens_open ON password_reset_tokens (organisation_id, user_id) WHERE consumed_at IS NULL;

-- 4. Checks ----------------------------------------------------------------------------------------------------------

ALTER TABLE api_keys ADD CONSTRAINT api_keys_scopes_list CHECK (jsonb_typeof(scopes) = 'array');
ALTER TABLE webhook_endpoints ADD CONSTRAINT webhook_endpoints_events_list CHECK (jsonb_typeof(events) = 'array');
ALTER TABLE device_codes ADD CONSTRAINT device_codes_scopes_list CHECK (jsonb_typeof(scopes) = 'array');
