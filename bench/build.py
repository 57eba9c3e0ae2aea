"""Build: a whole build and a preview's rebuild, measured beside bare Pelican. `make bench`."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click
from tabulate import tabulate

from bench.stages import Shares, sampled
from bench.texts import write_articles, write_events
from formhandler.core.clock import system_clock
from formhandler.publishing.build import Build, publish
from formhandler.publishing.preview import Preview
from formhandler.publishing.theme import own_theme

PROJECT = Path(__file__).resolve().parent.parent
_COMMANDS = Path(sys.executable).parent
_SAVES = 5
_BARE, _WHOLE, _SAVE = "bare Pelican", "pameldt build", "one saved event, preview"
# What we hold ourselves to: at most how many times what the second costs the first may cost.
_GOALS = {(_WHOLE, _BARE): 1.15, (_SAVE, _WHOLE): 0.10}


@dataclass(frozen=True)
class Cost:
    """What a run has cost, in seconds: on the wall's clock, and of the processors together."""

    wall: float
    cpu: float


class BenchError(click.ClickException):
    """What is to be measured does not work; the text says why."""


@dataclass(frozen=True)
class Bench:
    """A folder with the same texts for both programs."""

    folder: Path
    events: int

    def write(self) -> None:
        """Write the texts, and what bare Pelican is told."""
        write_events(self.folder / "content", self.events)
        write_articles(self.folder / "articles", self.events)
        (self.folder / "conf.py").write_text(
            'SITENAME = "Eksempelforeningen"\nTIMEZONE = "Europe/Oslo"\nDEFAULT_LANG = "nb"\n'
        )

    def bare(self) -> Cost:
        """Return the cost of bare Pelican with its own `simple` theme, as a user runs it."""
        site, conf = self.folder / "bare", self.folder / "conf.py"
        texts = self.folder / "articles"
        cost = self._run("pelican", texts, "-s", conf, "-t", "simple", "-o", site)
        self._count(site.glob("*-nr-*.html"))
        shutil.rmtree(site)
        return cost

    def whole(self) -> Cost:
        """Return the cost of a build into a folder that is not there yet, as a user runs it."""
        site = self.folder / "whole"
        cost = self._run("pameldt", "build", "--content", self.folder / "content", "--site", site)
        self._count(site.glob("arrangementer/*/index.html"))
        shutil.rmtree(site)
        return cost

    def _run(self, name: str, *arguments: str | Path) -> Cost:
        environment = os.environ | {"PAMELDT_STATE": str(self.folder / "state")}

        def run() -> None:
            done = subprocess.run(  # noqa: S603 - our own two commands
                [_COMMANDS / name, *arguments],
                env=environment,
                cwd=PROJECT,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise BenchError(done.stdout + done.stderr)

        return measured(run)

    def _count(self, pages: Iterable[Path]) -> None:
        if (number := len(list(pages))) != self.events:
            raise BenchError(f"{number} pages of {self.events} events")

    def build(self, name: str) -> Build:
        """Return a build of the events in this process."""
        return Build(
            configuration=PROJECT / "pelicanconf.py",
            content=self.folder / "content",
            theme=own_theme(),
            site=self.folder / name,
            url="http://127.0.0.1:8000",
            now=system_clock(),
        )

    def shares(self) -> Shares:
        """Return where the time of one build goes."""
        return sampled(lambda: publish(self.build("sampled")))


@dataclass(frozen=True)
class Desk:
    """An editor's preview, and a file that is saved now and again."""

    preview: Preview
    file: Path

    def open(self) -> None:
        """Build all once."""
        self.preview.refresh()

    def save(self, words: str) -> Cost:
        """Return the cost of showing the file with these words at its end."""
        with self.file.open("a", encoding="utf-8") as text:
            text.write(f"\n{words}\n")
        cost = measured(self.preview.refresh)
        if problems := self.preview.problems():
            raise BenchError(str(problems[0]))
        return cost


def measured(deed: Callable[[], object]) -> Cost:
    """Return what a deed costs, the processes that it starts and waits for included."""
    wall, cpu = time.perf_counter(), _cpu()
    deed()
    return Cost(time.perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def measure(bench: Bench, rounds: int) -> dict[str, list[Cost]]:
    """Return all costs by what was done, one after the other in each round."""
    preview = Preview(lambda: bench.build("preview"), system_clock, lambda _: None)
    desk = Desk(preview, bench.folder / "content" / "arrangementer" / "arrangement-0001.md")
    costs: dict[str, list[Cost]] = {_BARE: [], _WHOLE: [], _SAVE: []}
    for number in range(rounds):
        costs[_BARE].append(bench.bare())
        costs[_WHOLE].append(bench.whole())
        if number == 0:
            desk.open()
        costs[_SAVE] += [desk.save(f"Lagret {number}-{save}.") for save in range(_SAVES)]
    return costs


def report(costs: Mapping[str, list[Cost]], shares: Shares) -> str:
    """Return the tables: medians, ratios with their goals, and where a build's time goes."""
    middle = {
        name: Cost(median(each.wall for each in all_), median(each.cpu for each in all_))
        for name, all_ in costs.items()
    }
    times = [
        (name, len(costs[name]), f"{cost.wall:.2f}", f"{cost.cpu:.2f}")
        for name, cost in middle.items()
    ]
    ratios = [_ratio(middle, names, goal) for names, goal in _GOALS.items()]
    stages = [(name, f"{share:.0%}") for name, share in shares]
    return "\n\n".join(
        (
            tabulate(times, ("median of", "runs", "wall s", "cpu s"), disable_numparse=True),
            tabulate(ratios, ("ratio", "wall", "cpu", "goal", ""), disable_numparse=True),
            tabulate(stages, ("where a build's time goes", "share"), disable_numparse=True),
        )
    )


def _ratio(middle: Mapping[str, Cost], names: tuple[str, str], goal: float) -> tuple[str, ...]:
    one, other = (middle[name] for name in names)
    wall, cpu = one.wall / other.wall, one.cpu / other.cpu
    missed = [name for name, ratio in (("wall", wall), ("cpu", cpu)) if ratio > goal]
    verdict = f"over: {', '.join(missed)}" if missed else "met"
    return " / ".join(names), f"{wall:.3f}", f"{cpu:.3f}", f"{goal:.2f}", verdict


@click.command()
@click.option("--events", default=1000, show_default=True, type=click.IntRange(1))
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1))
def main(events: int, rounds: int) -> None:
    """Measure builds of made-up events, of about 3 KB each, against bare Pelican."""
    with tempfile.TemporaryDirectory(prefix="pameldt-bench-") as folder:
        bench = Bench(Path(folder), events)
        bench.write()
        costs = measure(bench, rounds)
        click.echo(f"Events: {events}. Rounds: {rounds}. Processors: {os.cpu_count()}.\n")
        click.echo(report(costs, bench.shares()))


if __name__ == "__main__":
    main()
