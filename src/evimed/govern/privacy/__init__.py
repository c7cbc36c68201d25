"""Personal data: found, masked, consented to, handed out and erased on request, kept from leaving."""
