-- something to write, so that the end of this transaction waits for the disk, and with it all that ended before
select pg_logical_emit_message(true, 'evimed', '')
