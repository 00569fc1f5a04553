-- Reads the clients that there are, while they can be used. One that breaks a rule could not be used before either; it
-- must not stop a deployment, so its rule stays as it is and the log says which.
-- lint:allow constraint because VALIDATE lets writes go on; the block is there for rows that break a rule

DO $$
DECLARE
  rule text;
BEGIN
  FOR rule IN
    SELECT conname FROM pg_constraint WHERE conrelid = 'clients'::regclass AND NOT convalidated AND conname IN (
      'clients_method_of_type', 'clients_method_has_secret', 'clients_method_has_keys', 'clients_algorithms',
      'clients_lifetimes', 'clients_uris_without_fragment')
  LOOP
    BEGIN
      EXECUTE format('ALTER TABLE clients VALIDATE CONSTRAINT %I', rule);
    EXCEPTION WHEN check_violation THEN
      RAISE WARNING 'There are clients that break the rule %: mend them, then ALTER TABLE clients VALIDATE CONSTRAINT %', rule, rule;
    END;
  END LOOP;
END
$$;
