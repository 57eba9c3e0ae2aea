"""Bad files: every kind of mistake that an editor can make, and the whole of what is told of it."""

RIGHT = """---
tittel: Frokostmøte
start: 2030-06-04 08.30
slutt: 2030-06-04 10.00
sted: Kulturhuset
målgruppe: Alle
pris: 0
arrangører: [Eksempelforeningen]
kontakt: {navn: Ola Nordmann, epost: ola@example.no}
---
Velkommen.
"""


def changed(old: str, new: str) -> str:
    """Return the right file with one part changed."""
    assert old in RIGHT
    return RIGHT.replace(old, new)


def added(*lines: str) -> str:
    """Return the right file with these lines last in its front matter."""
    return changed("---\nVel", "\n".join([*lines, "---\nVel"]))


def body(text: str) -> str:
    """Return the right file with another text."""
    return changed("Velkommen.", text)


# Each with what is told: where in the file, and the words.

FILES: dict[str, tuple[str | bytes, list[str]]] = {
    # YAML
    "an unquoted colon": (
        changed("Frokostmøte", "Kurs: del 1"),
        [
            (
                "2:13: «tittel: Kurs: del 1» har et kolon der det ikke kan stå. Rett "
                'innrykket, eller sett teksten i anførselstegn: tittel: "Kurs: del 1".'
            ),
        ],
    ),
    "a tab": (
        changed("pris: 0", "\tpris: 0"),
        [
            "7:1: «pris: 0» har et tabulatortegn. Bruk mellomrom i stedet.",
        ],
    ),
    "a tab as indent": (
        added("påmelding:", "\tplasser: 60"),
        [
            "11:1: «plasser: 60» har et tabulatortegn. Bruk mellomrom i stedet.",
        ],
    ),
    "no first fence": (
        RIGHT.removeprefix("---\n"),
        [
            (
                "1:1: Filen må begynne med en linje med bare tre bindestreker (---), men "
                "linje 1 er «tittel: Frokostmøte»."
            ),
        ],
    ),
    "no last fence": (
        changed("---\nVel", "Vel"),
        [
            "1:1: Finner ikke linjen med tre bindestreker (---) som avslutter nøklene.",
        ],
    ),
    "a blank line first": (
        "\n" + RIGHT,
        [
            (
                "1:1: Filen må begynne med en linje med bare tre bindestreker (---), men "
                "linje 1 er tom."
            ),
        ],
    ),
    "an unclosed quote": (
        changed("Frokostmøte", '"Frokostmøte'),
        [
            '2:9: «tittel: "Frokostmøte» mangler et anførselstegn til slutt.',
        ],
    ),
    "an unclosed bracket": (
        changed("[Eksempelforeningen]", "[Eksempelforeningen"),
        [
            (
                "8:13: «arrangører: [Eksempelforeningen» kan ikke leses. Mangler det en «]», "
                "en «}» eller et komma?"
            ),
        ],
    ),
    "an unclosed brace": (
        changed("ola@example.no}", "ola@example.no"),
        [
            (
                "9:10: «kontakt: {navn: Ola Nordmann, epost: ola@example.no» kan ikke leses. "
                "Mangler det en «]», en «}» eller et komma?"
            ),
        ],
    ),
    "an alias": (
        changed("Frokostmøte", "*Nytt* møte"),
        [
            (
                "2:9: «tittel: *Nytt* møte» bruker * først i verdien. Sett teksten i "
                'anførselstegn: tittel: "*nytt".'
            ),
        ],
    ),
    "a question mark in braces": (
        added("påmelding: {målgruppe_spørsmål: {spørsmål: Kommer du?}}"),
        [
            (
                "10:53: «påmelding: {målgruppe_spørsmål: {spørsmål: Kommer du?}}» kan ikke "
                'leses. Sett teksten med spørsmålstegn i anførselstegn: spørsmål: "Kommer '
                'du?".'
            ),
        ],
    ),
    "a percent sign first": (
        changed("Frokostmøte", "%-regning"),
        [
            (
                "2:9: «tittel: %-regning» bruker % først i verdien. Sett teksten i "
                'anførselstegn: tittel: "%nytt".'
            ),
        ],
    ),
    "an at sign first": (
        changed("Frokostmøte", "@navn"),
        [
            (
                "2:9: «tittel: @navn» bruker @ først i verdien. Sett teksten i anførselstegn:"
                ' tittel: "@nytt".'
            ),
        ],
    ),
    "a key twice": (
        changed("pris: 0", "pris: 0\npris: 100"),
        [
            "8:1: pris: står to ganger, først på linje 7.",
        ],
    ),
    "a wrong indent": (
        changed("sted: Kulturhuset", "sted:\n  navn: Kulturhuset\n adresse: Storgata 1"),
        [
            (
                "7:2: «adresse: Storgata 1» kan ikke leses. Se etter innrykk, kolon og "
                "anførselstegn på linjen og den over."
            ),
        ],
    ),
    "a comment that eats text": (
        changed("Frokostmøte", "Møte #3"),
        [
            (
                "2:14: «tittel: Møte #3» blir kuttet ved #. Sett teksten i anførselstegn: "
                'tittel: "Møte #3".'
            ),
        ],
    ),
    "no colon": (
        changed("pris: 0", "pris 0"),
        [
            (
                "7:1: «pris 0» mangler kolon og mellomrom etter nøkkelen. Skriv for eksempel "
                "«pris: 0». Hører linjen til teksten over, så begynn den med mellomrom."
            ),
        ],
    ),
    "no space after the colon": (
        changed("pris: 0", "pris:0"),
        [
            (
                "7:1: «pris:0» mangler kolon og mellomrom etter nøkkelen. Skriv for eksempel "
                "«pris: 0». Hører linjen til teksten over, så begynn den med mellomrom."
            ),
        ],
    ),
    "a list and no keys": (
        "---\n- tittel\n---\n",
        [
            "2:1: Skriv nøkler med kolon etter, for eksempel «pris: 0».",
        ],
    ),
    "a text and no keys": (
        "---\nFrokostmøte\n---\n",
        [
            "2:1: Skriv nøkler med kolon etter, for eksempel «pris: 0».",
        ],
    ),
    "an invisible letter": (
        changed("Frokostmøte", '"Frokost\\0møte"'),
        [
            (
                "2:9: tittel: «Frokost�møte» har et tegn som ikke vises. Slett teksten og "
                "skriv den på nytt."
            ),
        ],
    ),
    # How it was saved
    "BOM and a mistake": (
        b"\xef\xbb\xbf" + changed("pris: 0", "pris: dyrt").encode(),
        [
            (
                "7:7: pris: «dyrt» er ikke en pris i kroner. Skriv for eksempel 350, 1250,50 "
                "eller 0."
            ),
        ],
    ),
    "CRLF and a mistake": (
        changed("pris: 0", "pris: dyrt").replace("\n", "\r\n").encode(),
        [
            (
                "7:7: pris: «dyrt» er ikke en pris i kroner. Skriv for eksempel 350, 1250,50 "
                "eller 0."
            ),
        ],
    ),
    "UTF-16": (
        RIGHT.encode("utf-16"),
        [
            (
                "1:1: Filen er ikke lagret som UTF-8 (ugyldig tegn 0xFF på denne linjen). "
                "Velg «Lagre som» og tegnkoding UTF-8."
            ),
        ],
    ),
    "Latin-1": (
        RIGHT.encode("latin-1"),
        [
            (
                "2:1: Filen er ikke lagret som UTF-8 (ugyldig tegn 0xF8 på denne linjen). "
                "Velg «Lagre som» og tegnkoding UTF-8."
            ),
        ],
    ),
    "NUL": (
        changed("Velkommen", "Vel\0kommen"),
        [
            "11:4: Tegnet U+0000 kan ikke stå her. Slett det.",
        ],
    ),
    "NUL in the front matter": (
        changed("Frokost", "Fro\0kost"),
        [
            "2:1: Tegnet U+0000 kan ikke stå her. Slett det.",
        ],
    ),
    "an empty file": (
        "",
        [
            "1:1: Filen er tom. Slett den, og lag en ny med «pameldt new».",
        ],
    ),
    "one fence": (
        "---\n",
        [
            "1:1: Finner ikke linjen med tre bindestreker (---) som avslutter nøklene.",
        ],
    ),
    "two fences": (
        "---\n---\n",
        [
            ("1:1: arrangører: mangler. Skriv for eksempel «arrangører: [Etisk handel Norge]»."),
            (
                "1:1: kontakt: mangler. Skriv for eksempel «kontakt: {navn: Kari Nordmann, "
                "epost: kari@example.no}»."
            ),
            (
                "1:1: målgruppe: mangler. Skriv for eksempel «målgruppe: Alle som arbeider "
                "med innkjøp»."
            ),
            "1:1: pris: mangler. Skriv for eksempel «pris: 0».",
            "1:1: slutt: mangler. Skriv for eksempel «slutt: 2026-12-03 20.00».",
            "1:1: start: mangler. Skriv for eksempel «start: 2026-12-03 18.00».",
            (
                "1:1: sted: mangler. Skriv for eksempel «sted: Kulturhuset», «digitalt: "
                "Teams» eller begge."
            ),
            "1:1: tittel: mangler. Skriv for eksempel «tittel: Frokostmøte om innkjøp».",
        ],
    ),
    "Markdown alone": (
        "# Frokostmøte\n\nVelkommen.\n",
        [
            (
                "1:1: Filen må begynne med en linje med bare tre bindestreker (---), men "
                "linje 1 er «# Frokostmøte»."
            ),
        ],
    ),
    # keys and values
    "a missing key": (
        changed("pris: 0\n", ""),
        [
            "1:1: pris: mangler. Skriv for eksempel «pris: 0».",
        ],
    ),
    "a key left empty": (
        changed("pris: 0", "pris:"),
        [
            "7:6: pris: er tom. Skriv for eksempel «pris: 0».",
        ],
    ),
    "an unknown key": (
        changed("tittel:", "titel:"),
        [
            "1:1: tittel: mangler. Skriv for eksempel «tittel: Frokostmøte om innkjøp».",
            "2:8: titel: er ikke en nøkkel vi kjenner. Mente du «tittel»?",
        ],
    ),
    "a key that is not under this one": (
        changed("arrangører: [Eksempelforeningen]", "arrangører: [{navn: Foreningen, by: Hamar}]"),
        [
            (
                "8:37: arrangører[1].by: er ikke en nøkkel vi kjenner. "
                "Nøklene her er navn og ansvarlig."
            ),
        ],
    ),
    "a slug": (
        added("slug: annet"),
        [
            "10:7: slug: er ikke en nøkkel. Filnavnet, «mote.md», blir adressen.",
        ],
    ),
    "a month that is not there": (
        changed("2030-06-04 08.30", "2030-13-04 08.30"),
        [
            (
                "3:8: start: «2030-13-04 08.30» er ikke en dato med klokkeslett. Skriv for "
                "eksempel 2026-12-03 18.00."
            ),
        ],
    ),
    "a day that is not there": (
        changed("2030-06-04 08.30", "2030-02-30 08.30"),
        [
            (
                "3:8: start: «2030-02-30 08.30» er ikke en dato med klokkeslett. Skriv for "
                "eksempel 2026-12-03 18.00."
            ),
        ],
    ),
    "a date without a time": (
        changed("2030-06-04 08.30", "2030-06-04"),
        [
            (
                "3:8: start: «2030-06-04» er ikke en dato med klokkeslett. Skriv for eksempel"
                " 2026-12-03 18.00."
            ),
        ],
    ),
    "a Norwegian date": (
        changed("2030-06-04 08.30", "4. juni 2030 kl. 08.30"),
        [
            (
                "3:8: start: «4. juni 2030 kl. 08.30» er ikke en dato med klokkeslett. Skriv "
                "for eksempel 2026-12-03 18.00."
            ),
        ],
    ),
    "an end before the start": (
        changed("04 10.00", "03 10.00"),
        [
            ("4:8: slutt: «2030-06-03 10.00» er ikke etter start. Slutt må være senere enn start."),
        ],
    ),
    "an hour that the clock skips": (
        changed("2030-06-04 08.30", "2030-03-31 02.30"),
        [
            (
                "3:8: start: «2030-03-31 02.30» finnes ikke: klokken stilles forbi dette "
                "tidspunktet til sommertid."
            ),
        ],
    ),
    "an hour that comes twice": (
        changed("2030-06-04 10.00", "2030-10-27 02.30"),
        [
            (
                "4:8: slutt: «2030-10-27 02.30» kommer to ganger, fordi klokken stilles "
                "tilbake. Skriv «sommertid» (den første) eller «vintertid» (den andre) etter "
                "klokkeslettet."
            ),
        ],
    ),
    "a deadline after the start": (
        added("påmelding: {frist: 2030-06-05}"),
        [
            (
                "10:20: påmelding.frist: «2030-06-05» er etter at arrangementet starter. Uten"
                " klokkeslett gjelder fristen til 23.59."
            ),
        ],
    ),
    "an opening after the deadline": (
        added("påmelding: {åpner: 2030-06-03, frist: 2030-06-01}"),
        [
            "10:20: påmelding.åpner: «2030-06-03» er etter at påmeldingen stenger.",
        ],
    ),
    "no seats": (
        added("påmelding: {plasser: 0}"),
        [
            "10:22: påmelding.plasser: «0» er for lite. Skriv 1 eller mer.",
        ],
    ),
    "seats on the net without the net": (
        added("påmelding: {plasser_digitalt: 10}"),
        [
            "10:31: påmelding.plasser_digitalt: «10» gjelder bare når «digitalt» er med.",
        ],
    ),
    "no place": (
        changed("sted: Kulturhuset\n", ""),
        [
            (
                "1:1: sted: mangler. Skriv for eksempel «sted: Kulturhuset», «digitalt: "
                "Teams» eller begge."
            ),
        ],
    ),
    "a link to the meeting": (
        added("digitalt: https://teams.example.no/123"),
        [
            (
                "10:11: digitalt.plattform: «https://teams.example.no/123» er en lenke, og "
                "alt her blir offentlig. Skriv bare navnet, for eksempel Teams."
            ),
        ],
    ),
    "a price in words": (
        changed("pris: 0", "pris: litt"),
        [
            (
                "7:7: pris: «litt» er ikke en pris i kroner. Skriv for eksempel 350, 1250,50 "
                "eller 0."
            ),
        ],
    ),
    "no address": (
        changed("ola@example.no", "ola"),
        [
            (
                "9:38: kontakt.epost: «ola» er ikke en e-postadresse. Skriv for eksempel "
                "navn@eksempel.no."
            ),
        ],
    ),
    "two who are responsible": (
        changed("[Eksempelforeningen]", "[{navn: A, ansvarlig: ja}, {navn: B, ansvarlig: ja}]"),
        [
            "8:13: arrangører: har flere med «ansvarlig: ja». Bare én kan være ansvarlig.",
        ],
    ),
    "a word that is no status": (
        added("status: avlyses"),
        [
            (
                "10:9: status: «avlyses» er ikke ett av ordene planlagt, avlyst, utsatt. "
                "Skriv for eksempel planlagt."
            ),
        ],
    ),
    "a question without a purpose": (
        added("påmelding: {spørsmål: [{nøkkel: mat, spørsmål: Mat}]}"),
        [
            (
                "10:24: påmelding.spørsmål[1]: mangler «formål». Skriv for eksempel «formål: "
                "Vi bestiller plass på bussen»."
            ),
        ],
    ),
    "a choice of one": (
        added(
            "påmelding: {spørsmål: {nøkkel: a, spørsmål: b, formål: c, type: ett valg, valg: [Ja]}}"
        ),
        [
            (
                "10:23: påmelding.spørsmål[1].valg: må ha minst to svar å velge mellom. Skriv"
                " for eksempel [Ja, Nei]."
            ),
        ],
    ),
    "a picture without a text": (
        added("bilde: {fil: tre.svg}"),
        [
            (
                "10:8: bilde: mangler «alt». Skriv for eksempel «alt: Tre personer rundt et "
                "bord». Er bildet bare pynt, så skriv «dekorativt: ja»."
            ),
        ],
    ),
    "a picture that is not there": (
        added("bilde: {fil: borte.jpg, alt: Et tre}"),
        [
            "10:14: bilde.fil: «borte.jpg» finnes ikke. Legg bildet i bilder/.",
        ],
    ),
    "a picture in another folder": (
        added("bilde: {fil: ../tre.svg, alt: Et tre}"),
        [
            (
                "10:14: bilde.fil: «../tre.svg» må være bare et filnavn. Bildet skal ligge i "
                "bilder/."
            ),
        ],
    ),
    "a programme without a time": (
        added("program: [{tittel: Kaffe}]"),
        [
            "10:11: program[1]: mangler «kl». Skriv for eksempel «kl: 13.45».",
        ],
    ),
    # text
    "a script": (
        body("<script>alert(1)</script>"),
        [
            "11:1: «<script>» kan ikke publiseres. Skriv teksten med vanlig Markdown.",
        ],
    ),
    "a second title": (
        body("# Frokostmøte"),
        [
            "11:1: «# » gir en ny hovedoverskrift. Tittelen er den eneste: bruk «## ».",
        ],
    ),
    "a heading too deep": (
        body("## Om\n\n#### Mat"),
        [
            "13:1: Overskriften «#### Mat» står rett under «## ». Skriv «### ».",
        ],
    ),
    "a heading too deep first": (
        body("### Mat"),
        [
            "11:1: Overskriften «### Mat» står uten en overskrift over. Skriv «## ».",
        ],
    ),
    "an empty heading": (
        body("Hei.\n\n##"),
        [
            "13:1: Overskriften er tom. Skriv noe etter «## », eller slett den.",
        ],
    ),
    "a weekday that does not fit": (
        body("Vi ses fredag 4. juni 2030."),
        [
            (
                "11:8: «fredag 4. juni 2030» stemmer ikke: 4. juni 2030 er en tirsdag. Rett "
                "ukedagen eller datoen."
            ),
        ],
    ),
    "a link to nowhere": (
        body("[a](/arrangementer/borte/)"),
        [
            (
                "11:1: Lenken «/arrangementer/borte/» leder ingen steder. Rett adressen, "
                "eller ta bort lenken."
            ),
        ],
    ),
    "an anchor to nowhere": (
        body("[a](#mat)\n\n## Mat og drikke"),
        [
            (
                "11:1: Lenken «#mat» leder ingen steder: ingen overskrift der heter det. "
                "Siden har #mat-og-drikke, #fakta, #innhold, #kontakt."
            ),
        ],
    ),
    "a picture elsewhere": (
        body("![a](https://example.no/a.jpg)"),
        [
            (
                "11:1: Bildet «https://example.no/a.jpg» ligger utenfor nettsiden. Legg det i"
                " bilder/ og skriv ![…](/bilder/a.jpg)."
            ),
        ],
    ),
    "a picture that nobody describes": (
        body("![](/bilder/tre.svg)"),
        [
            (
                "11:1: Bildet «/bilder/tre.svg» mangler tekst for dem som ikke ser det. Skriv"
                " ![Tre personer rundt et bord](/bilder/tre.svg)."
            ),
        ],
    ),
    "a picture in the text that is not there": (
        body("![Et tre](/bilder/borte.jpg)"),
        [
            "11:1: Bildet «/bilder/borte.jpg» finnes ikke. Legg det i bilder/.",
        ],
    ),
    "a dangerous link": (
        body("[a](javascript:x)"),
        [
            ("11:1: Lenken «javascript:x» kan ikke publiseres. Bruk https:// eller mailto:."),
        ],
    ),
    "another's spelling of a person": (
        added("personer: [kari nordmann]"),
        [
            (
                "10:12: personer[1].navn: «kari nordmann» er skrevet «Kari Nordmann» i "
                "arrangementer/frokostmote.md:17. Skriv navnet likt. Er det to personer, så "
                "skriv mellomnavn."
            ),
        ],
    ),
}

# Right files in the wrong place.
NAMES: dict[str, tuple[str, str]] = {
    "an ending in capitals": (
        "arrangementer/mote.MD",
        "arrangementer/mote.MD:1:1: Filen blir ikke publisert. Arrangementer må hete noe "
        "på .md, og bilder legges i bilder/.",
    ),
    "a text file": (
        "arrangementer/mote.txt",
        "arrangementer/mote.txt:1:1: Filen blir ikke publisert. Arrangementer må hete noe"
        " på .md, og bilder legges i bilder/.",
    ),
    "a bad name": (
        "arrangementer/Møte nr. 1.md",
        "arrangementer/Møte nr. 1.md:1:1: Filnavnet «Møte nr. 1.md» kan ikke bli en "
        "nettadresse. Gi filen for eksempel navnet «mote-nr-1.md».",
    ),
    "a name that is taken": (
        "arrangementer/2030/frokostmote.md",
        "arrangementer/frokostmote.md:1:1: Adressen /arrangementer/frokostmote/ er tatt "
        "av arrangementer/2030/frokostmote.md. Gi filen et nytt navn.",
    ),
    "a file beside the folder": (
        "mote.md",
        "mote.md:1:1: Filen blir ikke publisert. Legg den i arrangementer/.",
    ),
    "a document among the pictures": (
        "bilder/mote.md",
        "bilder/mote.md:1:1: Filen er ikke et bilde, men alt i bilder/ blir publisert. Flytt den.",
    ),
}
