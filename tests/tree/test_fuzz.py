"""The fuzz targets: each has inputs and a line in the docs, and the dictionaries know the words that the readers know. `make unit` replays."""
import json
import re

import pytest

from common import ROOT

FUZZ = ROOT / "fuzz"
TARGETS = sorted(path.stem.removeprefix("fuzz_") for path in FUZZ.glob("fuzz_*.c"))


def members(schema):
    if isinstance(schema, list):
        return set().union(*map(members, schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", {})).union(*map(members, schema.values()))


def words(name):
    lines = [line for line in (FUZZ / f"{name}.dict").read_text(encoding="ascii").splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'"(\\x[0-9A-F]{2}|[^"\\])+"', line) for line in lines)
    return {re.sub(r"\\x(..)", lambda m: chr(int(m[1], 16)), line[1:-1]).strip('"') for line in lines}


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_has_inputs_and_is_described(name):
    assert [path for path in (FUZZ / "corpus" / name).iterdir() if path.is_file()]
    assert f"`{name}`" in (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_inputs_stay_small():
    files = [path for path in (FUZZ / "corpus").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 320_000
    assert {path.parent.name for path in files} == set(TARGETS)


@pytest.mark.parametrize("name, schema", [("model", "model"), ("settings", "checks")])
def test_dictionaries_know_every_member_of_the_schema(name, schema):
    assert members(json.loads((ROOT / "schema" / f"{schema}.schema.json").read_text(encoding="utf-8"))) - words(name) == set()


@pytest.mark.parametrize("path", sorted(FUZZ.glob("*.dict")), ids=lambda path: path.stem)
def test_dictionaries_can_be_read(path):
    assert len(words(path.stem)) > 10


@pytest.mark.parametrize("name", ["words-one-each", "words-doubled"])
def test_inputs_know_the_words_that_the_importer_asks_for(name):
    def keys(value):
        return {key: keys(inner) for key, inner in value.items()} if isinstance(value, dict) else None
    made = json.loads((FUZZ / "corpus" / "settings" / f"{name}.json").read_text(encoding="utf-8"))
    assert keys(made) == keys(json.loads((ROOT / "templates" / "import" / "aliases.json").read_text(encoding="utf-8")))
