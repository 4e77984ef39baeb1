-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- Who acts in this transaction. `app.actor` is the person's fingerprint in lower-case hex, `app.account` the account's
-- id; both are empty when nobody is signed in. Row-level security of every room reads them through these functions.

CREATE FUNCTION app_actor() RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN decode(coalesce(current_setting('app.actor', true), ''), 'hex');

CREATE FUNCTION app_account() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.account', true), '')::uuid;

-- Finds the sign-in of this token and makes its person the actor of the transaction, in one round trip.
-- No row: nobody is signed in with it, and nobody is the actor.
CREATE FUNCTION accounts_actor(
    token_hash bytea,
    OUT account uuid, OUT person bytea, OUT role text, OUT vault uuid, OUT sheet_confirmed boolean,
    OUT sign_in uuid, OUT until bigint
) RETURNS SETOF record
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    SELECT a.id, a.person, a.role, a.vault, a.sheet_confirmed, s.id, s.until
      INTO account, person, role, vault, sheet_confirmed, sign_in, until
      FROM accounts_signin s JOIN accounts_account a ON a.id = s.account_id
     WHERE s.token_hash = accounts_actor.token_hash
       AND s.until > extract(epoch FROM clock_timestamp()) * 1000;
    PERFORM set_config('app.actor', coalesce(encode(person, 'hex'), ''), true),
            set_config('app.account', coalesce(account::text, ''), true);
    IF account IS NOT NULL THEN
        RETURN NEXT;
    END IF;
END
$$;

-- Whoever signs in where somebody is signed in already ends that sign-in. The token is the proof.
CREATE FUNCTION accounts_end(token_hash bytea) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ DELETE FROM accounts_signin WHERE accounts_signin.token_hash = accounts_end.token_hash $$;

-- What is over goes, whoever's it was. Returns how many rows went.
CREATE FUNCTION accounts_sweep() RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH clock AS (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now),
         sign_ins AS (DELETE FROM accounts_signin USING clock WHERE until <= now RETURNING 1),
         challenges AS (DELETE FROM accounts_challenge USING clock WHERE until <= now RETURNING 1),
         brakes AS (DELETE FROM accounts_brake USING clock WHERE forget_at <= now RETURNING 1)
    SELECT (SELECT count(*) FROM sign_ins) + (SELECT count(*) FROM challenges) + (SELECT count(*) FROM brakes)
$$;

ALTER TABLE accounts_method ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_workingkey ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_signin ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON accounts_method USING (account_id = app_account());
CREATE POLICY own ON accounts_workingkey USING (account_id = app_account());
CREATE POLICY own ON accounts_signin USING (account_id = app_account());

-- A passkey names no login: the credential alone leads to its account.
CREATE FUNCTION accounts_of_credential(
    credential bytea, OUT account uuid, OUT method uuid, OUT public_key bytea, OUT sign_count bigint
) RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT account_id, id, public_key, sign_count FROM accounts_method
     WHERE credential = accounts_of_credential.credential
$$;

-- Statements are a chain: nobody changes one.
DO $$
DECLARE
    role name;
BEGIN
    FOR role IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
                 WHERE table_name = 'accounts_statement' AND grantee <> current_user AND grantee <> 'PUBLIC'
    LOOP
        EXECUTE format('REVOKE UPDATE ON accounts_statement FROM %I', role);
    END LOOP;
END
$$;
