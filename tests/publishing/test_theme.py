"""Which theme a site has: its own folder's, or Påmeldt's, with or without our plugin named."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from formhandler.publishing.build import Build, publish
from formhandler.publishing.site_config import ConfigurationError, read_site_config
from formhandler.publishing.theme import own_theme
from tests.conftest import PROJECT
from tests.support.builds import configured, everything, last_line
from tests.support.events import write_event


def test_our_own_theme_is_at_the_top_of_the_checkout() -> None:
    assert own_theme() == PROJECT / "theme"


def test_a_site_that_names_no_theme_has_ours(build: Build) -> None:
    assert read_site_config(build.configuration).theme == own_theme()


def test_a_site_may_have_a_theme_of_its_own(build: Build) -> None:
    folder = build.site.parent
    shutil.copytree(own_theme(), folder / "mitt")
    config = read_site_config(configured(build, 'THEME = "mitt"').configuration)

    assert config.theme == folder / "mitt"


def test_a_folder_that_is_no_theme_is_told(build: Build) -> None:
    changed = configured(build, 'THEME = "content"')

    with pytest.raises(ConfigurationError) as refusal:
        read_site_config(changed.configuration)
    assert str(refusal.value) == (
        f"{changed.configuration}:{last_line(changed)}:1: THEME: {build.content} har ingen "
        "mappe templates. Ta bort linjen for å bruke Påmeldts eget utseende."
    )


def test_a_theme_that_is_not_there_is_told(build: Build) -> None:
    changed = configured(build, 'THEME = "borte"')

    with pytest.raises(ConfigurationError) as refusal:
        read_site_config(changed.configuration)
    assert str(refusal.value) == (
        f"{changed.configuration}:{last_line(changed)}:1: THEME: finner ikke mappen «borte». "
        "Ta bort linjen for å bruke Påmeldts eget utseende."
    )


@pytest.mark.parametrize("line", ["PLUGINS = None", "PLUGINS = []"])
def test_a_build_has_our_plugin_whatever_the_settings_name(build: Build, line: str) -> None:
    write_event(build.content)
    publish(build)
    without = replace(configured(build, line), site=build.site.with_name("uten"))
    publish(without)

    assert everything(without.site) == everything(build.site)


def test_another_plugin_runs_beside_ours(build: Build, tmp_path: Path) -> None:
    write_event(build.content)
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "mitt_tillegg.py").write_text(
        "from pathlib import Path\n"
        "from pelican import signals\n"
        "def end(pelican):\n"
        "    Path(pelican.output_path, 'mitt.txt').write_text('her')\n"
        "def register():\n"
        "    signals.finalized.connect(end)\n"
        "    globals()['keep'] = end\n"
    )
    lines = (f'PLUGIN_PATHS = ["{plugins}"]', 'PLUGINS = ["mitt_tillegg"]')
    manifest = publish(configured(build, *lines))

    assert [each.slug for each in manifest.events] == ["frokostmote"]
    assert (build.site / "mitt.txt").read_text() == "her"


def test_bare_pelican_has_our_theme(build: Build, tmp_path: Path) -> None:
    write_event(build.content)
    command = [str(Path(sys.executable).parent / "pelican"), str(build.content)]
    command += ["-s", str(build.configuration), "-o", str(tmp_path / "out")]
    subprocess.run(command, cwd=PROJECT, capture_output=True, check=True)

    page = tmp_path / "out" / "arrangementer" / "frokostmote" / "index.html"
    assert "Meld deg på" in page.read_text("utf-8")
