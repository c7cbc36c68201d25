-- memory for building an index of vectors
set maintenance_work_mem = '512MB'
