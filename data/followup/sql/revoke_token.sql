update token
set revoked_on = :revoked_on, revoked_by = :revoked_by
where number = :number and revoked_on is null
returning *
