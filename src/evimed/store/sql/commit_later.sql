-- this transaction's end does not wait for the disk; a later one that does brings it to the disk too
select set_config('synchronous_commit', 'off', true)
