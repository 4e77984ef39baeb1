-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- Django knows no foreign keys to a key of two columns; PostgreSQL does. What belongs to a space goes with it.
ALTER TABLE vault_entry ADD FOREIGN KEY (vault, space) REFERENCES vault_space (vault, id) ON DELETE CASCADE;
ALTER TABLE vault_epoch ADD FOREIGN KEY (vault, space) REFERENCES vault_space (vault, id) ON DELETE CASCADE;
ALTER TABLE vault_dependency ADD FOREIGN KEY (vault, space) REFERENCES vault_space (vault, id) ON DELETE CASCADE;
ALTER TABLE vault_blobreference ADD FOREIGN KEY (vault, space) REFERENCES vault_space (vault, id) ON DELETE CASCADE;
ALTER TABLE vault_wrap ADD FOREIGN KEY (vault, space, epoch) REFERENCES vault_epoch (vault, space, number) ON DELETE CASCADE;
-- vault_record has none: rights_append has just updated the row of the space when it inserts.

-- A blob cannot be taken away while a record begins to refer to it, nor be referred to while it is taken away.
ALTER TABLE vault_blobreference ADD FOREIGN KEY (vault, blob) REFERENCES vault_blob (vault, id);

-- The application may add lines to chains and epochs, never change or remove them.
DO $$
DECLARE
    role name;
BEGIN
    FOR role IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
                WHERE table_name = 'vault_entry' AND grantee <> current_user AND grantee <> 'PUBLIC'
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE ON vault_entry, vault_epoch FROM %I', role);
        EXECUTE format('REVOKE DELETE ON vault_space, vault_record, vault_wrap, vault_blob FROM %I', role);
        EXECUTE format('REVOKE UPDATE ON vault_wrap FROM %I', role);
    END LOOP;
END
$$;

-- Sealed bytes cannot be compressed, so PostgreSQL need not try; a record of up to 2 KiB stays in its row.
ALTER TABLE vault_record ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE vault_record SET (toast_tuple_target = 4096);
-- The row of a space is updated by each record: room on its page keeps the indexes out of that (heap-only tuples).
ALTER TABLE vault_space SET (fillfactor = 50);
