-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- What `notifications`, floors below, asks about spaces: judged at the moment of delivery.

CREATE OR REPLACE FUNCTION notifications_readers(spaces uuid[]) RETURNS TABLE (space uuid, person bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    at bigint := extract(epoch FROM clock_timestamp()) * 1000;
BEGIN
    RETURN QUERY
        SELECT s.id, reader FROM vault_space AS s, rights_readers(s.vault, s.id, at) AS reader WHERE s.id = ANY (spaces);
END
$$;

-- Whoever may read is woken. To wake only those who answered would need a list of who answered, which we do not keep.
CREATE OR REPLACE FUNCTION notifications_followers(in_space uuid) RETURNS SETOF bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    at bigint := extract(epoch FROM clock_timestamp()) * 1000;
BEGIN
    RETURN QUERY SELECT rights_readers(s.vault, s.id, at) FROM vault_space AS s WHERE s.id = in_space;
END
$$;
