"""Thin surfaces over the session: command line, later HTTP, web and MCP."""
