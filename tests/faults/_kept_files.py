"""Every file that is read, where it lies in a house, and a command that reads it.

A house is a folder with all that is kept, and with what people give to commands.
"""

from __future__ import annotations

import gzip
import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data import followup, policy, snapshot
from data.commands.common import noted
from data.journal import BoundJournal, Journal, beside, deletions, forks, ledger, seals
from data.seal.pseudonyms import assigned, new_key
from data.upkeep.backup import Places, back_up
from tests.support.books import BY_SYSTEMS, changed, delivering, new, unmark
from tests.support.sealed import (
    ROOT,
    begin_journal,
    copy,
    every_table,
    follow_up,
    run,
    source,
)

TOML = "purpose = 'audit'\nroles = 'roles.toml'\n"
SECRETS = """
[auth]
client_id = "dashboard"
client_secret = "0123456789abcdefghijklmnopqrstuvwxyz"
cookie_secret = "0123456789abcdefghijklmnopqrstuvwxyz"
redirect_uri = "http://localhost:8501/oauth2callback"
server_metadata_url = "https://id.hartman.example/.well-known/openid-configuration"
"""


@dataclass(frozen=True)
class Kept:
    """A file of a house, and the words of a command that reads it."""

    file: str
    words: str
    named: str = ""
    """What a refusal names; the file itself where nothing is said."""
    has_term: bool = True
    """Whether its size is bound; a table may be as large as the disk."""
    goes_on: bool = False
    """Whether the command does the rest of its work, and says what it could not."""

    @property
    def about(self) -> str:
        """Return what a refusal has to name."""
        return self.named or Path(self.file).name


SEAL, CHECK = "seal bare --snapshots bares", "map check source"
MAPPED, BOOK = "map check mapped", "map check book"
SNAPSHOT, JOURNAL = "snapshots/2026-10-31", "snapshots-journal"
KEPT_FOR = "--purpose audit --out out.csv"
PROVE = "journal verify --key kept-elsewhere.key"
PSEUDONYMS = "pseudonymise export pseudonyms --key clients.key"
SUGGEST = "map suggest mapped/theirs.csv recipient"
SUGGEST_BOOK = "map suggest book/source.xlsx recipient"
VERIFY = "verify 2026-10-31"
RESTORE = "restore backup --snapshots new/snapshots"

FILES = (
    Kept("bare/snapshot.toml", SEAL),
    Kept("source/client.csv", CHECK, "client", has_term=False),
    Kept("source/holding.csv.gz", CHECK, "holding", has_term=False),
    Kept("source/consent.parquet", CHECK, "consent", has_term=False),
    Kept("bare/client.csv", "reseal bare --out again", "client", has_term=False),
    Kept("mapped/mapping.toml", MAPPED),
    Kept("mapped/theirs.csv", MAPPED, has_term=False),
    Kept("mapped/mapping.toml", "map apply mapped made"),
    Kept("mapped/theirs.csv", "map apply mapped made", has_term=False),
    Kept("mapped/theirs.csv", SUGGEST, has_term=False),
    Kept("book/source.xlsx", BOOK),
    Kept("book/source.xlsx", SUGGEST_BOOK, "book"),
    Kept("export/snapshot.toml", PSEUDONYMS),
    Kept("export/client.csv", PSEUDONYMS, "client", has_term=False),
    Kept("clients.key", PSEUDONYMS),
    Kept("clients.key.assigned", PSEUDONYMS, has_term=False),
    Kept("month.toml", "month month.toml --snapshots fresh"),
    Kept("policy/countries.csv", "policy check --folder policy"),
    Kept("policy/own_terms.toml", "policy check --folder policy"),
    Kept("policy/organisation.toml", "policy check --folder policy"),
    Kept("policy/statements/2018-05-25.toml", "policy check --folder policy"),
    Kept("dashboard.toml", "--config dashboard.toml config check"),
    Kept("dashboard.toml", "the app", "dashboard.toml"),
    Kept("roles.toml", "the app", "The table of roles"),
    Kept(".streamlit/secrets.toml", "the app", "secrets"),
    Kept("roles.toml", "backup out"),
    Kept(".streamlit/secrets.toml", "backup out"),
    Kept(".streamlit/config.toml", "backup out"),
    Kept(f"{SNAPSHOT}/seal.json", VERIFY),
    Kept(f"{SNAPSHOT}/records.duckdb", VERIFY),
    Kept(f"{SNAPSHOT}/summary.duckdb", VERIFY),
    Kept(f"{SNAPSHOT}/records.duckdb", "backup out"),
    Kept(f"{SNAPSHOT}/seal.json", f"export retention {KEPT_FOR}"),
    Kept(f"{SNAPSHOT}/records.duckdb", f"export retention {KEPT_FOR}"),
    Kept(f"{SNAPSHOT}/summary.duckdb", "report --out out.pdf"),
    Kept(f"{SNAPSHOT}/records.duckdb", f"compare 2026-09-30 {KEPT_FOR}"),
    Kept("snapshots/journal.jsonl", f"export retention {KEPT_FOR}"),
    Kept("snapshots/journal.jsonl", "backup out"),
    Kept("snapshots/journal.jsonl", "journal bind", "journal"),
    Kept("bares/.lock", SEAL, has_term=False),
    Kept("pack.zip", "verify pack.zip"),
    Kept(f"{JOURNAL}/2*.jsonl", PROVE, "journal"),
    Kept(f"{JOURNAL}/2*.jsonl", "journal show", "journal"),
    Kept(f"{JOURNAL}/2*.jsonl", "journal tail", "journal"),
    Kept(f"{JOURNAL}/2*.jsonl", f"export retention {KEPT_FOR}", "journal"),
    Kept(f"{JOURNAL}/2*.jsonl", "backup out", "journal"),
    Kept(f"{JOURNAL}/state.json", f"export retention {KEPT_FOR}", "journal"),
    Kept(f"{JOURNAL}/state.json", "journal anchor", "journal"),
    Kept(f"{JOURNAL}/.lock", "journal anchor", "journal", has_term=False),
    Kept(f"{JOURNAL}/signing.key", "journal anchor", "journal"),
    Kept(f"{JOURNAL}/anchors.txt", "journal anchor", "journal"),
    Kept(f"{JOURNAL}/anchors.txt", PROVE),
    Kept(f"{JOURNAL}/anchors.txt", "backup out", "journal"),
    Kept(f"{JOURNAL}/anchors.pub", PROVE),
    Kept(f"{JOURNAL}/anchors.pub", VERIFY, "2026-10-31"),
    Kept(f"{JOURNAL}/anchors.pub", "backup out", "journal"),
    Kept(f"{JOURNAL}/{deletions.DELETIONS}", PROVE),
    Kept(f"{JOURNAL}/{forks.FORKS}", PROVE),
    Kept(f"{JOURNAL}/{seals.SEALS}", VERIFY, "cannot be read", goes_on=True),
    Kept(f"{JOURNAL}/{ledger.EXPORTS}/00000001.txt", "backup out"),
    Kept("kept-elsewhere.key", PROVE),
    Kept("elsewhere.txt", f"{PROVE} --anchors elsewhere.txt"),
    Kept("elsewhere.pub", f"{PROVE} --public elsewhere.pub"),
    Kept("snapshots-followup/*.sqlite", f"export agenda {KEPT_FOR}", "follow"),
    Kept("snapshots-followup/*.sqlite", "backup out", "follow", has_term=False),
    Kept("backup/manifest.json", RESTORE),
    Kept("backup/journal/2*.jsonl", RESTORE, "journal", has_term=False),
    Kept("backup/snapshots/2026-10-31/seal.json", RESTORE),
    Kept("backup/snapshots/journal.jsonl", RESTORE),
    Kept("backup/policy/countries.csv", RESTORE),
)


def house(folder: Path) -> Path:
    """Fill a folder with all that is kept, and with what people give to commands."""
    _sources(folder)
    root = copy(folder / "snapshots")
    journal = begin_journal(root)
    (folder / "elsewhere.txt").write_text(journal.anchor())
    shutil.copy(journal.folder / "anchors.pub", folder / "elsewhere.pub")
    for name in (deletions.DELETIONS, forks.FORKS):
        (journal.folder / name).touch()
    for day in snapshot.days(root):
        seals.sign(journal, day, snapshot.find(root, day).digest)
    BoundJournal(journal.folder, root).take()
    _put_up(folder)
    assert run("export", "retention", "--snapshots", root, "--purpose", "audit",
               "--out", folder / "first.csv").returncode == 0  # fmt: skip
    follow_up(root)
    packed = ("pack", "--out", folder / "pack.zip", "--snapshots", root)
    assert run(*packed).returncode == 0
    places = Places(root, beside(root), followup.beside(root), folder)
    event = noted("backup.make", "admin")
    back_up(places, folder / "backup", Journal(beside(root)), event)
    return folder


def _sources(folder: Path) -> None:
    here = source(folder / "source", as_of="2026-11-20")
    text = (here / "holding.csv").read_bytes()
    with gzip.open(here / "holding.csv.gz", "wb") as packed:
        packed.write(text)
    (here / "holding.csv").unlink()
    table = pl.read_csv(here / "consent.csv", infer_schema=False, separator=",")
    table.write_parquet(here / "consent.parquet")
    (here / "consent.csv").unlink()
    source(folder / "bare", as_of="2026-11-20", emptied=every_table())
    (folder / "bares").mkdir()
    (folder / "bares" / ".lock").touch()
    theirs = source(folder / "mapped", as_of="2026-11-20")
    (theirs / "recipient.csv").rename(theirs / "theirs.csv")
    heads = (theirs / "theirs.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    columns = "".join(f'{name} = "{name}"\n' for name in heads)
    (theirs / "mapping.toml").write_text(
        f'[recipient]\nfile = "theirs.csv"\n[recipient.columns]\n{columns}'
    )
    delivering(changed(new(folder / "book"), unmark), *BY_SYSTEMS)
    source(folder / "export", as_of="2026-11-20")
    key = new_key(folder / "clients.key")
    assigned.start(key, folder / "clients.key")


def _put_up(folder: Path) -> None:
    shutil.copytree(policy.FOLDER, folder / "policy")
    (folder / "month.toml").write_text('collect = "export"\nkey = "clients.key"\n')
    (folder / "dashboard.toml").write_text(TOML)
    shutil.copy(ROOT / "docs" / "roles.example.toml", folder / "roles.toml")
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(SECRETS)
    (folder / ".streamlit" / "config.toml").write_text("[server]\n")
    for name in ("dashboard.toml", "roles.toml", ".streamlit/secrets.toml"):
        (folder / name).chmod(0o600)
