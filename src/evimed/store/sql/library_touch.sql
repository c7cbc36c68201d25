-- counts a change of content; the first document sets the epoch of the weights
update evimed.library
set version = version + 1,
    avg_length_epoch = case when avg_length_epoch = 0 then %(epoch)s::real else avg_length_epoch end
where tenant_id = %(tenant)s and library = %(library)s
