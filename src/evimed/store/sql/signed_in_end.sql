-- ends a session, for good: a clock that is put back does not bring it back
update evimed.signed_in set ended_at = %(at)s::timestamptz
where tenant_id = %(tenant)s and hash = %(hash)s and ended_at is null
