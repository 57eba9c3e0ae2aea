"""Publishing: turns editors' Markdown into a static site with Pelican, all or nothing."""
