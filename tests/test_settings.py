"""What the dashboard is set up with: a file, the environment over it, defaults."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import pytest

from data import settings
from data.__main__ import main
from data.settings import Settings, SettingsRefused
from tests.support.sealed import ROOT

SECRET = "x7" * 20
EXAMPLE = ROOT / "docs" / "deploy" / "dashboard.toml"


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the environment without settings."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "here.toml"
    file.write_text(text)
    file.chmod(mode)
    return file


def test_environment_stands_over_the_file_and_both_over_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, 'snapshots = "kept"\njournal = "/j"\nlog = "json"\n')
    monkeypatch.setenv("CONFIG", str(file))
    monkeypatch.setenv("JOURNAL", "elsewhere")
    monkeypatch.setenv("FOLLOWUP", "")
    held = settings.held()
    assert held.settings.snapshots == tmp_path / "kept"  # seen from the file
    assert held.settings.journal == Path("elsewhere")
    assert (held.settings.log, held.settings.followup) == ("json", None)
    by = {name: origin for name, origin in held.origins.items() if origin != "default"}
    assert by == {"snapshots": "file", "journal": "environment", "log": "file"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('snapshot = "x"', "no setting snapshot. Did you mean snapshots?"),
        ('dashbord_url = "x"', "Did you mean dashboard_url?"),
        ("zzz = 1", "no setting zzz."),
        (f'log = "{SECRET}"', "log: Input should be 'text' or 'json'"),
        (f'purpose = "{SECRET}"', "purpose: is one of oversight, "),
        (f'dashboard_url = "ftp://{SECRET}"', "dashboard_url: is an address as "),
        (f'dashboard_url = "https://a:{SECRET}@b"', "dashboard_url: is an address as "),
        (
            f'dashboard_url = "https://{SECRET}\\u2100b"',
            "dashboard_url: is an address ",
        ),
        (f'dashboard_url = "https://[{SECRET}"', "dashboard_url: is an address as "),
        *(
            (f'dashboard_url = "https://b/{sign}{SECRET}"', "dashboard_url: is an ")
            for sign in ("\\n", "\\r", "\\t", " ", "<", "\\u202e", '\\"', "é")
        ),
        ('dashboard_url = "https://b:99999"', "dashboard_url: is an address as "),
        ('metrics_token = "short"', "metrics_token: has 32 random signs or more"),
        (f'metrics_token = "{"a" * 40}\\n"', "metrics_token: has 32 random signs or "),
        (f'metrics_token = "{" " * 40}"', "metrics_token: has 32 random signs or more"),
        ('journal = "a\\u0000b"', "journal: has a sign that no path has"),
        ('journal = ""', "journal: is empty; leave it out"),
        ("snapshots = 3", "snapshots: Input is not a valid path"),
        (f"log = {SECRET}", "does not read as TOML"),
    ],
)
def test_what_is_wrong_is_named_and_no_value_is_shown(
    text: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFIG", str(written(tmp_path, text)))
    with pytest.raises(SettingsRefused, match=re.escape(why)) as refused:
        settings.current()
    assert SECRET not in str(refused.value)
    assert "here.toml" in str(refused.value)


def test_wrong_value_of_the_environment_is_named_by_its_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOG", "xml")
    with pytest.raises(SettingsRefused, match=r"- \$LOG: Input should be"):
        settings.current()


def test_file_that_everybody_can_write_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFIG", str(written(tmp_path, 'log = "json"', 0o664)))
    assert settings.current().log == "json"
    (tmp_path / "here.toml").chmod(0o646)
    settings._read.cache_clear()
    settings._held.cache_clear()
    with pytest.raises(SettingsRefused, match=r"can write .*chmod o-w"):
        settings.current()


def test_file_that_others_can_read_has_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f'smtp_password = "{SECRET}"'
    monkeypatch.setenv("CONFIG", str(written(tmp_path, text, 0o640)))
    with pytest.raises(SettingsRefused, match=r"has smtp_password\. Take their rights"):
        settings.current()


@pytest.mark.parametrize("name", ["none.toml", "."])
def test_file_that_is_named_is_there(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFIG", str(tmp_path / name))
    with pytest.raises(SettingsRefused, match="cannot be read: "):
        settings.current()


def test_check_prints_what_holds_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONFIG", "")
    monkeypatch.setenv("SMTP_USER", SECRET)
    file = written(tmp_path, f'database_url = "{SECRET}"\nlog = "json"\n')
    assert main(["config", "check", "--config", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"# {file}"
    assert "log = json (file)" in lines
    assert "database_url = set, and not shown (file)" in lines
    assert "smtp_user = set, and not shown (environment, $SMTP_USER)" in lines
    assert "journal = not set (default)" in lines
    assert SECRET not in "".join(lines)
    assert len(lines) == 1 + len(Settings.model_fields)


def test_commands_and_check_refuse_in_the_same_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONFIG", str(written(tmp_path, "snapshoots = 1")))
    assert main(["config", "check"]) == 1
    why = capsys.readouterr().err
    assert main(["verify"]) == 1
    assert capsys.readouterr().err == why


def test_commands_take_the_snapshots_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONFIG", "")
    monkeypatch.chdir(tmp_path)
    file = written(tmp_path, 'snapshots = "kept"')
    assert main(["--config", str(file), "prune", "--dry-run"]) == 1
    assert f"no folder {tmp_path / 'kept'}." in capsys.readouterr().err


def test_app_takes_file_and_form_of_the_log_behind_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFIG", "")
    monkeypatch.setenv("LOG", "text")
    file = written(tmp_path, 'log = "text"\njournal = "/j"')
    settings.choose(["--log", "json", "--config", str(file)])
    held = settings.current()
    assert (held.log, held.journal) == ("json", Path("/j"))
    with pytest.raises(SystemExit):
        settings.choose(["--lag", "json"])


def test_app_does_not_start_with_what_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFIG", "")
    file = written(tmp_path, "snapshoots = 1")
    monkeypatch.setattr(sys, "argv", ["app.py", "--config", str(file)])
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(ROOT / "app.py"))
    first, second = str(left.value).splitlines()
    assert first == "The app does not start. The configuration is refused."
    assert second.endswith("no setting snapshoots. Did you mean snapshots?")


def test_example_has_every_setting_and_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    monkeypatch.setenv("CONFIG", str(EXAMPLE))
    assert settings.held().file == EXAMPLE
    whole = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.M).replace('""', f'"{SECRET}"')
    monkeypatch.setenv("CONFIG", str(written(tmp_path, whole)))
    assert set(settings.held().origins.values()) == {"file"}
