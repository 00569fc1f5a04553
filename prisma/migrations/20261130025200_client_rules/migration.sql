-- What no rule allows of a client. NOT VALID: what is written from now on is checked, and nobody waits while old rows are
-- read. The next migration reads them.

ALTER TABLE clients
  -- Public clients have no credential, confidential ones have (RFC 6749 section 2.1).
  ADD CONSTRAINT clients_method_of_type CHECK ((client_type = 'public') = (token_endpoint_auth_method = 'none')) NOT VALID,
  -- A method without what it checks can never succeed.
  ADD CONSTRAINT clients_method_has_secret CHECK (
    token_endpoint_auth_method NOT IN ('client_secret_basic', 'client_secret_post', 'client_secret_jwt')
    OR client_secret IS NOT NULL
  ) NOT VALID,
  ADD CONSTRAINT clients_method_has_keys CHECK (
    token_endpoint_auth_method <> 'private_key_jwt' OR jwks IS NOT NULL OR jwks_uri IS NOT NULL
  ) NOT VALID,
  ADD CONSTRAINT clients_algorithms CHECK (
    id_token_signed_response_alg IN ('RS256', 'PS256', 'ES256', 'EdDSA')
    AND COALESCE(userinfo_signed_response_alg, 'RS256') IN ('RS256', 'PS256', 'ES256', 'EdDSA')
    AND COALESCE(access_token_signed_response_alg, 'RS256') IN ('RS256', 'PS256', 'ES256', 'EdDSA')
  ) NOT VALID,
  ADD CONSTRAINT clients_lifetimes CHECK (
    access_token_lifetime >= 0 AND id_token_lifetime >= 0 AND refresh_token_lifetime >= 0 AND refresh_token_grace >= 0
    AND refresh_family_lifetime >= 0 AND COALESCE(consent_lifetime, 0) >= 0 AND COALESCE(default_max_age, 0) >= 0
  ) NOT VALID,
  -- RFC 6749 section 3.1.2: "The endpoint URI MUST NOT include a fragment component."
  ADD CONSTRAINT clients_uris_without_fragment CHECK (
    NOT COALESCE(redirect_uris @? '$[*] ? (@ like_regex "#")', false)
    AND NOT COALESCE(post_logout_redirect_uris @? '$[*] ? (@ like_regex "#")', false)
    AND COALESCE(backchannel_logout_uri, '') NOT LIKE '%#%' AND COALESCE(frontchannel_logout_uri, '') NOT LIKE '%#%'
  ) NOT VALID;
