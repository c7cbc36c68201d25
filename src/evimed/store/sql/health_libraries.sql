-- what each library of each tenant holds, in numbers
select tenant_id, library, version, documents, passages, vectors from evimed.library_counts()
