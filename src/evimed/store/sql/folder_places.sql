-- the folders that people made, and their classes
select path, acl from evimed.placed_folders(%(library)s::text)
