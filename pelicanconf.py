"""What is about the site, once. How pages are made stands in formhandler/publishing/plugin.py."""

import os

SITENAME = "Etisk handel Norge"
SITEURL = os.environ.get("SITEURL", "http://127.0.0.1:8000")
TIMEZONE = "Europe/Oslo"
# nb, nn or en: what the list and the other pages of the site are in. An event says its own.
DEFAULT_LANG = "nb"

# Address of the site's tilgjengelighetserklæring; public bodies must have one. None: no link.
ACCESSIBILITY_STATEMENT = None

# Address that e-mails come from. None: pamelding@ and the host of SITEURL. Replies go to the
# contact of each event.
MAIL_FROM = None

PATH = "content"
THEME = "theme"
OUTPUT_PATH = "output"
PLUGINS = ["formhandler.publishing.plugin"]
