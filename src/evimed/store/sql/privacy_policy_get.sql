-- what a library does with personal data: mode and purpose
select mode, purpose from evimed.privacy_policy where tenant_id = %(tenant)s and library = %(library)s
