-- What Prisma's schema language cannot say: roles, row-level security, grants, partial indexes, checks.
-- A migration that adds a tenant table repeats the three steps for it: row-level security, both policies, grants.

-- 1. Roles -----------------------------------------------------------------------------------------------------------
-- Roles belong to the cluster, not to the database: another database (or a runner in it) may have made them already, so
-- every step first looks and then tolerates losing the race.
--   cerberus_worker: the Worker's login. Owns nothing, sees one organisation. `worker-login` gives it a password.
--   cerberus_system: what the Worker becomes (SET LOCAL ROLE) for the few look-ups that must cross organisations:
--                    by e-mail, by client_id, by token hash, and the sweeps.

DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['cerberus_worker', 'cerberus_system'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', role_name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name AND (rolsuper OR rolbypassrls OR rolinherit)) THEN
      RAISE EXCEPTION 'Role % exists with SUPERUSER, BYPASSRLS or INHERIT: it would see every organisation', role_name;
    END IF;
  END LOOP;
END
$$;

-- Membership must be entered deliberately (SET ROLE), never inherited: inherited, the policy of cerberus_system would
-- hold for every query of the Worker. Before PostgreSQL 16 the member's NOINHERIT decides, since then the grant does.
DO $$
BEGIN
  IF pg_has_role('cerberus_worker', 'cerberus_system', 'MEMBER')
    AND NOT pg_has_role('cerberus_worker', 'cerberus_system', 'USAGE') THEN
    RETURN;
  END IF;
  IF current_setting('server_version_num')::int >= 160000 THEN
    EXECUTE 'GRANT cerberus_system TO cerberus_worker WITH INHERIT FALSE, SET TRUE';
  ELSE
    GRANT cerberus_system TO cerberus_worker;
  END IF;
EXCEPTION WHEN unique_violation THEN
  NULL;
END
$$;

-- 2. Row-level security ----------------------------------------------------------------------------------------------
-- The Worker sets app.organisation_id for the transaction; without it no row is visible (NULL equals nothing).

DO $$
DECLARE
  table_name text;
  condition text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY[
    'organisations', 'users', 'roles', 'user_roles', 'role_permissions', 'clients', 'sessions',
    'authorization_requests', 'authorization_codes', 'tokens', 'refresh_tokens', 'consents',
    'audit_logs', 'outbound_emails'
  ] LOOP
    condition := format(
      '%I = NULLIF(current_setting(''app.organisation_id'', true), '''')::uuid',
      CASE table_name WHEN 'organisations' THEN 'id' ELSE 'organisation_id' END
    );
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

-- 3. Grants ----------------------------------------------------------------------------------------------------------

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO cerberus_worker, cerberus_system;

GRANT SELECT, INSERT, UPDATE, DELETE ON
  users, roles, user_roles, role_permissions, clients, sessions, authorization_requests, authorization_codes, tokens,
  refresh_tokens, consents, outbound_emails
TO cerberus_worker;
-- An organisation is soft-deleted only; the audit trail is append-only; the catalogues belong to the seed.
GRANT SELECT, INSERT, UPDATE ON organisations TO cerberus_worker;
GRANT SELECT, INSERT ON audit_logs TO cerberus_worker;
GRANT SELECT ON permissions, scopes TO cerberus_worker;

GRANT SELECT ON
  organisations, users, roles, user_roles, role_permissions, clients, sessions, authorization_requests,
  authorization_codes, tokens, refresh_tokens, consents, audit_logs, outbound_emails, permissions, scopes, jwks
TO cerberus_system;
-- Sweeps remove what has expired, and hand out waiting mail.
GRANT DELETE ON sessions, authorization_requests, authorization_codes, tokens, refresh_tokens TO cerberus_system;
GRANT UPDATE ON outbound_emails TO cerberus_system;
-- Keys belong to no organisation, so no tenant's work can reach them.
GRANT INSERT, UPDATE, DELETE ON jwks TO cerberus_system;

-- 4. Partial indexes -------------------------------------------------------------------------------------------------

-- Two isolates that rotate at the same moment cannot both make the signing key: one INSERT … ON CONFLICT loses.
CREATE UNIQUE INDEX jwks_one_signing_key ON jwks (alg) WHERE stage = 'signing';

-- The list of an organisation's people, newest first, and their count.
CREATE INDEX users_live_by_creation ON users (organisation_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;

-- Mail that waits for its transport: few rows of a table that keeps all.
CREATE INDEX outbound_emails_waiting ON outbound_emails (created_at) WHERE sent_at IS NULL;

-- 5. Checks ----------------------------------------------------------------------------------------------------------
-- Lists are stored as JSON; a value of another shape would pass every type check and fail far away.

ALTER TABLE clients
  ADD CONSTRAINT clients_lists CHECK (
    jsonb_typeof(grant_types) = 'array' AND jsonb_typeof(redirect_uris) = 'array' AND jsonb_typeof(scopes) = 'array'
  ),
  ADD CONSTRAINT clients_public_without_secret CHECK (client_type = 'confidential' OR client_secret IS NULL);
ALTER TABLE consents ADD CONSTRAINT consents_scopes_list CHECK (jsonb_typeof(scopes) = 'array');
