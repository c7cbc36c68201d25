-- memory for building an index of vectors
select set_config('maintenance_work_mem', %(megabytes)s::text || 'MB', false)
