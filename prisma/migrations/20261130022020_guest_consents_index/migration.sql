-- One consent for each guest and client. Alone in its migration: CONCURRENTLY cannot share a transaction.
CREATE UNIQUE INDEX CONCURRENTLY "consents_member_id_client_id_key" ON "consents"("member_id", "client_id");
