insert or replace into mark
values (
    :key, :version, :owner, :planned_on, :note, :accepted_until, :accepted_reason,
    :accepted_by, :accepted_role, :done_on, :changed_at, :changed_by, :changed_role
)
