"""Publishing: an editor's Markdown made a static site, by Pelican; nothing half done goes out."""
