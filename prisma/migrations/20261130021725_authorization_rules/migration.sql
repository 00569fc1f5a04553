ALTER TABLE "clients" ADD COLUMN     "allow_unbound_codes" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "allow_localhost_ports" BOOLEAN NOT NULL DEFAULT false,
ALTER COLUMN "require_pkce" SET DEFAULT false;

-- Public clients always use PKCE.
ALTER TABLE "clients"
  ADD CONSTRAINT "clients_public_codes_bound" CHECK (client_type = 'confidential' OR NOT allow_unbound_codes) NOT VALID;

-- Where browsers are sent on to: absolute, and nothing that they would run (src/lib/redirect-uri.ts). NOT VALID, because
-- rows may be older than the rule; what they hold is refused where it is used.
ALTER TABLE "clients"
  ADD CONSTRAINT "clients_redirect_uris_safe" CHECK (NOT redirect_uris @? 'strict $[*] ? (@.type() != "string"
    || !(@ like_regex "^[a-z][a-z0-9+.-]*:" flag "i")
    || @ like_regex "^(javascript|data|blob|file|vbscript):" flag "i")') NOT VALID,
  ADD CONSTRAINT "clients_post_logout_redirect_uris_safe" CHECK (NOT post_logout_redirect_uris @? 'strict $[*] ? (@.type() != "string"
    || !(@ like_regex "^[a-z][a-z0-9+.-]*:" flag "i")
    || @ like_regex "^(javascript|data|blob|file|vbscript):" flag "i")') NOT VALID,
  ADD CONSTRAINT "clients_logout_uris_of_the_web" CHECK (
    backchannel_logout_uri ~* '^https?://' AND frontchannel_logout_uri ~* '^https?://') NOT VALID,
  ADD CONSTRAINT "clients_shown_uris_of_the_web" CHECK (
    logo_uri ~* '^https?://' AND policy_uri ~* '^https?://' AND tos_uri ~* '^https?://') NOT VALID;
ALTER TABLE "organisations"
  ADD CONSTRAINT "organisations_allowed_logout_urls_safe" CHECK (NOT allowed_logout_urls @? 'strict $[*] ? (@.type() != "string"
    || !(@ like_regex "^[a-z][a-z0-9+.-]*:" flag "i")
    || @ like_regex "^(javascript|data|blob|file|vbscript):" flag "i")') NOT VALID;
