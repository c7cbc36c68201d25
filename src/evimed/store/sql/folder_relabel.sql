-- gives folders another class
select evimed.relabel_folders(%(library)s::text, %(paths)s::text[], %(acl)s::int)
