"""The web page: server-rendered, in Chinese and English, without anything fetched from elsewhere."""
