-- the average length that passages of this library are weighed with; 0 when none has been
select avg_length_epoch from evimed.library where tenant_id = %(tenant)s and library = %(library)s
