"""Every command that seals spreads the clients of a source by the same options."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.__main__ import main
from data.seal import reseal, run
from data.seal.publish import SealRefused
from data.seal.ranges import scheduler
from data.seal.ranges.spread import Spread
from tests.support.sealed import SAMPLE

ADDRESS = "tcp://127.0.0.1:8786"
Output = pytest.CaptureFixture[str]


@pytest.fixture(params=["seal", "reseal", "month"])
def words(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """Return a command that seals, with what it needs."""
    config = tmp_path / "month.toml"
    config.write_text(f'collect = "{SAMPLE / "source"}"\n')
    source = str(SAMPLE / "source")
    more = {
        "seal": [source],
        "reseal": [source, "--out", str(tmp_path / "new")],
        "month": [str(config)],
    }
    name: str = request.param
    return [name, *more[name], "--snapshots", str(tmp_path / "snapshots")]


@pytest.mark.parametrize(
    ("option", "spread"),
    [
        ((), Spread()),
        (("--jobs", "3"), Spread(jobs=3)),
        (("--dask", ADDRESS), Spread(cluster=ADDRESS)),  # type: ignore[arg-type]
    ],
)
def test_a_seal_is_spread_as_the_command_is_asked_to(
    words: list[str],
    option: tuple[str, ...],
    spread: Spread,
    capsys: Output,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @contextmanager
    def joined(address: str) -> Iterator[str]:
        yield address

    def refuse(*_: object, spread: Spread, **__: object) -> None:
        raise SealRefused(f"Spread as {spread}.")

    monkeypatch.setattr(scheduler, "joined", joined)
    monkeypatch.setattr(run, "seal", refuse)
    monkeypatch.setattr(reseal, "seal", refuse)
    assert main([*words, *option]) == 1
    assert f"Spread as {spread}." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("--jobs", "0"), "--jobs is 1 to 64."),
        (("--jobs", "2", "--dask", ADDRESS), "not allowed with argument --jobs"),
        (("--dask", "127.0.0.1:8786"), "an address is tcp://HOST:PORT"),
        (("--dask", "http://127.0.0.1:8786"), "an address is tcp://HOST:PORT"),
        (("--dask", "tcp://127.0.0.1"), "an address is tcp://HOST:PORT"),
    ],
)
def test_what_cannot_spread_a_seal_is_called_wrongly(
    words: list[str], option: tuple[str, ...], message: str, capsys: Output
) -> None:
    try:
        code = main([*words, *option])
    except SystemExit as ended:
        code = int(ended.code or 0)
    assert code == 2
    assert message in capsys.readouterr().err


def test_a_command_without_its_cluster_seals_nothing(
    words: list[str],
    tmp_path: Path,
    capsys: Output,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def joined(address: str) -> None:
        raise SealRefused(f"No scheduler is reached at {address}.")

    monkeypatch.setattr(scheduler, "joined", joined)
    assert main([*words, "--dask", ADDRESS]) == 1
    assert capsys.readouterr().err.endswith(f"No scheduler is reached at {ADDRESS}.\n")
    assert not [*tmp_path.glob("*/*/seal.json")]
