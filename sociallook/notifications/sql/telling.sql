-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- Telling: NOTIFY in the transaction of the change, ids only. Streams and pushes ask at delivery who may know.

-- Two questions that this room asks and `rights`, many floors above, answers: its migration replaces both functions
-- (CREATE OR REPLACE, same signature). Until then nobody hears anything.

-- Who may read these spaces now?
CREATE FUNCTION notifications_readers(spaces uuid[]) RETURNS TABLE (space uuid, person bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT NULL::uuid, NULL::bytea WHERE false $$;

-- Who of the readers follows this space closely enough to be woken by a push?
CREATE FUNCTION notifications_followers(in_space uuid) RETURNS SETOF bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT NULL::bytea WHERE false $$;

-- A record was appended. `in_sign_in` wrote it and is not woken by its own words; NULL: no sign-in did.
-- To be called inside the statement that appends.
CREATE FUNCTION notifications_tell_record(in_space uuid, in_position bigint, in_sign_in uuid) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    turn text;
BEGIN
    PERFORM pg_notify('sociallook', json_build_object(
        'event', 'record', 'space', in_space, 'position', in_position)::text);
    -- Most records wake nobody: ask the cheap question first.
    IF NOT EXISTS (SELECT FROM notifications_subscription s WHERE s.sign_in IS DISTINCT FROM in_sign_in) THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM notifications_to_wake(in_space, in_sign_in)) THEN
        RETURN;
    END IF;
    -- One waiting job for each space and sender is enough: the push says nothing but "something is there".
    turn := format('push %s %s', in_space, in_sign_in);
    IF NOT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = turn AND status = 'todo') THEN
        BEGIN
            PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW(
                'default', 'notifications.push', 0, NULL, turn,
                jsonb_build_object('space', in_space, 'sign_in', in_sign_in), NULL
            )]::procrastinate_job_to_defer_v1[]);
        EXCEPTION WHEN unique_violation THEN
            NULL; -- somebody else has just queued it
        END;
    END IF;
END
$$;

-- The sign-ins that a push about this space wakes now.
CREATE FUNCTION notifications_to_wake(in_space uuid, in_sign_in uuid) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT s.sign_in FROM notifications_followers(in_space) AS follower
      JOIN notifications_subscription s ON s.person = follower
     WHERE s.sign_in IS DISTINCT FROM in_sign_in
$$;

-- Jobs act for nobody, so they reach one subscription by its id and no other way.
CREATE FUNCTION notifications_subscription(in_sign_in uuid, OUT endpoint text, OUT p256dh bytea, OUT auth bytea)
    RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT s.endpoint, s.p256dh, s.auth FROM notifications_subscription s WHERE s.sign_in = in_sign_in $$;

CREATE FUNCTION notifications_forget(in_sign_in uuid) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ DELETE FROM notifications_subscription WHERE sign_in = in_sign_in $$;

-- A browser has one subscription, whoever is signed in there: the newest sign-in has it alone.
CREATE FUNCTION notifications_subscribe(
    in_sign_in uuid, in_person bytea, in_endpoint text, in_p256dh bytea, in_auth bytea
) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    DELETE FROM notifications_subscription WHERE endpoint = in_endpoint AND sign_in <> in_sign_in;
    INSERT INTO notifications_subscription (sign_in, person, endpoint, p256dh, auth)
    VALUES (in_sign_in, in_person, in_endpoint, in_p256dh, in_auth)
    ON CONFLICT (sign_in) DO UPDATE SET endpoint = in_endpoint, p256dh = in_p256dh, auth = in_auth;
$$;

ALTER TABLE notifications_subscription ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notifications_subscription USING (person = app_actor());

-- A sign-in that ends, however it ends, takes its streams and its subscription with it.
CREATE FUNCTION notifications_signed_out() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    DELETE FROM notifications_subscription WHERE sign_in = OLD.id;
    PERFORM pg_notify('sociallook', json_build_object('event', 'signed_out', 'sign_in', OLD.id)::text);
    RETURN OLD;
END
$$;
CREATE TRIGGER notifications_signed_out AFTER DELETE ON accounts_signin
    FOR EACH ROW EXECUTE FUNCTION notifications_signed_out();

-- `account {}`: something about the account has changed on another device.
CREATE FUNCTION notifications_account_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    changed accounts_account;
BEGIN
    SELECT * INTO changed FROM accounts_account
     WHERE id = CASE TG_TABLE_NAME
         WHEN 'accounts_account' THEN to_jsonb(NEW) ->> 'id'
         ELSE to_jsonb(coalesce(NEW, OLD)) ->> 'account_id'
     END::uuid;
    IF FOUND THEN
        PERFORM pg_notify('sociallook', json_build_object(
            'event', 'account', 'to', json_build_array(encode(changed.person, 'hex')))::text);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER notifications_account_changed AFTER UPDATE ON accounts_account
    FOR EACH ROW EXECUTE FUNCTION notifications_account_changed();
CREATE TRIGGER notifications_account_changed AFTER INSERT OR DELETE ON accounts_method
    FOR EACH ROW EXECUTE FUNCTION notifications_account_changed();
CREATE TRIGGER notifications_account_changed AFTER INSERT ON accounts_statement
    FOR EACH ROW EXECUTE FUNCTION notifications_account_changed();
