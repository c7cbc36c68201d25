-- weighs all passages of a library anew if its average length has drifted
select evimed.reweigh(%(library)s::text, %(drift)s::double precision, %(k1)s::double precision, %(b)s::double precision)
