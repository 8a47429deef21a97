"""docs/checks.md and its Chinese: every rule has its section, and its examples are run."""
import json
import re
import subprocess

import pytest

from common import PROGRAM, ROOT, read_json

PAGES = {"en": "checks.md", "zh": "checks.zh-CN.md"}
WORDS = {"en": ("*{}*, {}. ", r"Bad:.*Good:"), "zh": ("*{}*，{}。", r"反例：.*正例：")}


def rules_of(language):
    """{code: [name, severity, title, text]}, as the command lists them."""
    done = subprocess.run([PROGRAM, "check", "--rules", f"--lang={language}"], capture_output=True, encoding="utf-8")
    return {line.split("\t")[0]: line.split("\t")[1:] for line in done.stdout.splitlines()}


def sections_of(language):
    """{code: (name, body)} of a page."""
    text = (ROOT / "docs" / PAGES[language]).read_text(encoding="utf-8")
    return {code: (name, body) for code, name, body in re.findall(r"^### (BP\d{4}) `([\w-]+)`\n(.*?)(?=^##|\Z)", text, re.M | re.S)}


RULES, SECTIONS = ({language: read(language) for language in PAGES} for read in (rules_of, sections_of))


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


@pytest.mark.parametrize("language", PAGES)
def test_every_rule_has_its_section(language):
    assert len(RULES[language]) > 50
    assert [(code, name) for code, (name, _) in SECTIONS[language].items()] == [(code, name) for code, (name, _) in SECTIONS["en"].items()]
    assert {code: name for code, (name, _) in SECTIONS[language].items()} == {code: rule[0] for code, rule in RULES[language].items()}


@pytest.mark.parametrize("language,code", [(language, code) for language in PAGES for code in RULES[language]])
def test_examples(tmp_path, language, code):
    body, (_, severity, title, *_), (lead, order) = SECTIONS[language][code][1], RULES[language][code], WORDS[language]
    assert lead.format("", severity)[2:] in body and (language == "en" or lead.format(title, severity) in body)
    bad, good = (json.loads(text) for text in re.findall(r"```json\n(.*?)```", body, re.S))
    assert re.search(order, body, re.S)
    assert set(found(tmp_path, bad)) == {code}
    assert found(tmp_path, good) == []


def test_the_example_that_all_others_change_is_clean(tmp_path):
    assert found(tmp_path, {}) == []
