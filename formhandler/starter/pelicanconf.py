"""Innstillingene for nettsiden. Linjer som begynner med # gjelder ikke før tegnet er borte."""

import os

# Navnet på nettsiden. Det står på alle sider, og er avsender av e-posten.
SITENAME = "$name"

# Adressen folk finner nettsiden på. Den settes på maskinen, når siden skal ut på nett.
SITEURL = os.environ.get("SITEURL", "http://127.0.0.1:8000")

TIMEZONE = "Europe/Oslo"

# Språket på listen og de andre sidene som ikke er om ett arrangement: nb, nn eller en.
DEFAULT_LANG = "nb"

# Adressen til tilgjengelighetserklæringen. Offentlige virksomheter må ha en.
# ACCESSIBILITY_STATEMENT = "https://example.no/tilgjengelighet"

# Adressen e-posten kommer fra. Uten den: pamelding@ og vertsnavnet i SITEURL.
# MAIL_FROM = "pamelding@example.no"

# Egne farger: lenker og knapper, papiret, og teksten.
# COLOURS = {"main": "#0b5563", "paper": "#fbfaf7", "text": "#1d2423"}

# Logoen ved siden av navnet: en fil i content/bilder/. Den andre er for mørke skjermer.
# LOGO = "logo.svg"
# LOGO_DARK = "logo-dark.svg"
