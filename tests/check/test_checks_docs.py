"""docs/checks.md: every rule has its section, and its examples are run."""
import json
import re
import subprocess

import pytest

from common import PROGRAM, ROOT, read_json

PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
RULES = {line.split("\t")[0]: line.split("\t")[1:] for line in
         subprocess.run([PROGRAM, "check", "--rules", "--lang=en"], capture_output=True, encoding="utf-8").stdout.splitlines()}
SECTIONS = {code: (name, body) for code, name, body in re.findall(r"^### (BP\d{4}) `([\w-]+)`\n(.*?)(?=^##|\Z)", PAGE, re.M | re.S)}


def changed(patch):
    model = read_json(ROOT / "examples" / "water-bureau-2025.json")
    for pointer, value in patch.items():
        target, *steps, last = model, *pointer.split("/")[1:]
        for step in steps:
            target = target[int(step) if isinstance(target, list) else step]
        target[int(last) if isinstance(target, list) else last] = value
    return model


def found(folder, patch):
    (folder / "m.json").write_text(json.dumps(changed(patch), ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", "-f", "json", "m.json"], cwd=folder, capture_output=True, encoding="utf-8")
    return [f["code"] for f in json.loads(done.stdout)["findings"]]


def test_every_rule_has_its_section():
    assert {code: name for code, (name, _) in SECTIONS.items()} == {code: rule[0] for code, rule in RULES.items()}


@pytest.mark.parametrize("code", RULES)
def test_examples(tmp_path, code):
    body = SECTIONS[code][1]
    assert f", {RULES[code][1]}. " in body
    bad, good = (json.loads(text) for text in re.findall(r"```json\n(.*?)```", body, re.S))
    assert re.search(r"Bad:.*Good:", body, re.S)
    assert set(found(tmp_path, bad)) == {code}
    assert found(tmp_path, good) == []


def test_the_example_that_all_others_change_is_clean(tmp_path):
    assert found(tmp_path, {}) == []
