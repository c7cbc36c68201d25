-- the sources of a library that are filed elsewhere than they were given, each with its place
select source, evimed.place_of(source, folder) from evimed.filing
where tenant_id = %(tenant)s and library = %(library)s
