"""Links: the addresses that are a person's own, as paths for pages and whole for mails."""

from dataclasses import dataclass

from formhandler.signups.model import Signup
from formhandler.web.tokens import Purpose, Tokens


@dataclass(frozen=True)
class Links:
    """Makes links with the site's secret; `url` stands before each path."""

    tokens: Tokens
    url: str = ""

    def receipt(self, signup: Signup) -> str:
        """Return where the receipt is: for who has filled in the form."""
        return f"{self.url}/kvittering/{self.tokens.link(Purpose.RECEIPT, signup.public_id)}/"

    def manage(self, signup: Signup) -> str:
        """Return where the sign-up is seen, changed and cancelled: for who gets the mail."""
        return f"{self.url}/min-pamelding/{self.tokens.link(Purpose.MANAGE, signup.link_id)}/"

    def attend(self, signup: Signup) -> str:
        """Return what leads to the meeting, when it opens."""
        return f"{self.url}/delta/{self.tokens.link(Purpose.ATTEND, signup.link_id)}/"
