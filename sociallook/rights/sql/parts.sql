-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- Parts of an upload come by the dozen, so each costs two statements: may it come, and it has arrived. Both find out who
-- is signed in by themselves. They run as the application, behind the fence.
--
-- outcome   ready, signed_out or not_available
CREATE FUNCTION rights_part(
    in_token_hash bytea, in_now bigint, in_space uuid, in_blob uuid,
    OUT outcome text, OUT vault uuid, OUT size bigint, OUT received bigint, OUT hand bytea
)
LANGUAGE plpgsql AS $$
BEGIN
    IF (accounts_actor(in_token_hash)).person IS NULL THEN
        outcome := 'signed_out';
        RETURN;
    END IF;
    SELECT b.vault, b.size, b.received, b.hand INTO vault, size, received, hand
    FROM rights_enter(in_now, in_space, 'act', 'write') AS entered
    JOIN vault_blob AS b ON b.vault = entered.vault AND b.id = in_blob AND b.space = in_space;
    outcome := CASE WHEN FOUND THEN 'ready' ELSE 'not_available' END;
END
$$;

-- Only what completes a blob waits for the disk: it takes all earlier parts there with it.
CREATE FUNCTION rights_part_arrived(in_token_hash bytea, in_now bigint, in_space uuid, in_blob uuid, in_part bigint)
RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    complete boolean;
BEGIN
    PERFORM accounts_actor(in_token_hash), set_config('app.now', in_now::text, true);
    UPDATE vault_blob AS b SET received = b.received | in_part WHERE b.space = in_space AND b.id = in_blob
    RETURNING vault_blob_complete(b.size, b.received) INTO complete;
    IF NOT complete THEN
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    RETURN complete IS NOT NULL;
END
$$;
