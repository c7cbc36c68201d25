-- sweeps out what one deletion left in the words' counts and weights; how many passages it was
select evimed.sweep(%(library)s::text)
