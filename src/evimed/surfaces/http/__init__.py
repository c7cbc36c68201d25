"""The HTTP surface: a JSON API, an OpenAI-compatible one, and the web page, over governed sessions."""
