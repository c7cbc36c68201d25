"""The Model Context Protocol: the library as tools of an assistant, under its caller's own permissions."""
