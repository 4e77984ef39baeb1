-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- A blob is complete when each of its parts of 1 MiB has arrived: bit n of `received` stands for part n.
CREATE FUNCTION vault_blob_complete(size bigint, received bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT received = (1::bigint << ((size + 1048575) / 1048576)::integer) - 1
$$;

-- Takes away the rows of blobs that no record refers to and whose upload began before `in_before`; returns them, so
-- that their bytes can follow. Runs for all vaults, with no actor.
CREATE FUNCTION vault_take_unreferenced(in_before timestamptz) RETURNS TABLE (vault uuid, blob uuid, size bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM vault_blob AS b
    WHERE b.since < in_before
      AND NOT EXISTS (SELECT FROM vault_blobreference AS r WHERE r.vault = b.vault AND r.blob = b.id)
    RETURNING b.vault, b.id, b.size
$$;
