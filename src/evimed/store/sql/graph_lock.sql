-- writers to the graph of a library wait for one another
select evimed.lock_graph(%(tenant)s::text, %(library)s::text)
