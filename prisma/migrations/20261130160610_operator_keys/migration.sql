-- The credentials of platform operators. They belong to no organisation.

-- CreateTable
CREATE TABLE "operator_keys" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "key_prefix" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "networks" JSONB,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "last_used_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "operator_keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "operator_keys_name_key" ON "operator_keys"("name");

-- CreateIndex
CREATE UNIQUE INDEX "operator_keys_key_hash_key" ON "operator_keys"("key_hash");

-- Only the owner's commands read and write the table. The Worker asks for one key by its hash: whoever can run
-- statements as the Worker neither lists keys nor makes one. The use is recorded at most once a minute.
CREATE FUNCTION use_operator_key(hash text) RETURNS TABLE (id uuid, name text, networks jsonb)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  UPDATE operator_keys k SET last_used_at = now()
  WHERE k.key_hash = hash AND k.revoked_at IS NULL AND k.expires_at > now()
    AND (k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute');
  SELECT k.id, k.name, k.networks FROM operator_keys k
  WHERE k.key_hash = hash AND k.revoked_at IS NULL AND k.expires_at > now()
$$;

REVOKE ALL ON FUNCTION use_operator_key(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION use_operator_key(text) TO cerberus_system;
