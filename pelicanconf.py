"""Settings of the site. How pages are made is in formhandler/publishing/pelican_plugin.py."""

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

# Your own look, light and dark, from three colours: of links and buttons, of the paper, and of the
# text, such as {"main": "#0b5563", "paper": "#fbfaf7", "text": "#1d2423"}. A colour that would be
# hard to read is refused, with the nearest that is not. None: the theme's own.
COLOURS = None

# The logo beside the name: a file in content/bilder/, such as "logo.svg". On a dark screen it lies
# on a light ground, unless LOGO_DARK is one for such screens. None: only the name.
LOGO = None
LOGO_DARK = None

PATH = "content"
OUTPUT_PATH = "output"
PLUGINS = ["formhandler.publishing.pelican_plugin"]
