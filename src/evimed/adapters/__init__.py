"""Models behind the ports; built by ``evimed.app`` only."""
