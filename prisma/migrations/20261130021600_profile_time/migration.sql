-- The claim `updated_at` (OIDC Core section 5.1) is the time at which the information about a person last changed. It
-- moves with the columns that claims are made of, whoever writes them, and with nothing else: not with a sign-in.
-- The columns are named as text, so that the trigger stands in the way of no later change to the table.

CREATE FUNCTION touch_profile() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
  was jsonb := to_jsonb(OLD);
  is_now jsonb := to_jsonb(NEW);
BEGIN
  IF EXISTS (
    SELECT FROM unnest(ARRAY[
      'name', 'first_name', 'last_name', 'middle_name', 'nickname', 'preferred_username', 'profile_url',
      'profile_photo_path', 'website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'email', 'email_verified_at',
      'address', 'phone', 'phone_verified_at'
    ]) AS claim (column_name)
    WHERE was -> column_name IS DISTINCT FROM is_now -> column_name
  ) THEN
    NEW.profile_updated_at := now();
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER users_profile_time BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch_profile();
