-- forgets sessions and begun sign-ins that ended long ago
with begun as (
  delete from evimed.oidc_request where tenant_id = %(tenant)s and expires_at < %(before)s::timestamptz
)
delete from evimed.signed_in where tenant_id = %(tenant)s and expires_at < %(before)s::timestamptz
