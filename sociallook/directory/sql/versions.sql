-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- Versions are only added. The application may not remove one; it may change the content of one, because an address
-- that becomes confidential must disappear from the past too.
DO $$
DECLARE
    role name;
BEGIN
    FOR role IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
                 WHERE table_name = 'directory_version' AND grantee <> current_user AND grantee <> 'PUBLIC'
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON directory_version FROM %I', role);
        EXECUTE format('GRANT UPDATE (content) ON directory_version TO %I', role);
    END LOOP;
END
$$;
