"""Bytes to a parsed document with locators."""
