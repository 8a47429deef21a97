#!/usr/bin/env python3
"""Holds the SARIF logs of check against the JSON Schema of SARIF 2.1.0.

The schema is taken once out of an npm package of Microsoft's SARIF tools, at the version pinned here, and kept in the cache folder.
Where npm cannot fetch it this says so and ends with status 0: skipped, not passed.
"""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

import jsonschema

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import budgets
from common import EXAMPLE, PROGRAM, ROOT

VERSION = "5.7.0"
PACKAGE = f"@microsoft/sarif-multitool-linux@{VERSION}"
SHA256 = "1c49a0f2b60444c71bb14878e21e0d882198eff4c539861b133093ad89ed798c"  # of the schema in it
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "budgetpress"


def fetch():
    """The schema, or None."""
    kept = CACHE / f"sarif-{VERSION}.json"
    if not kept.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            fetched = []
            if shutil.which("npm"):
                subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, stdout=sys.stderr)
                fetched = list(pathlib.Path(folder).glob("*.tgz"))
            if len(fetched) != 1:
                print(f"SKIPPED: SARIF was NOT held against its schema: npm could not fetch {PACKAGE}")
                return None
            with tarfile.open(fetched[0]) as package:
                (pathlib.Path(folder) / "schema").write_bytes(package.extractfile("package/sarif-2.1.0.json").read())
            (pathlib.Path(folder) / "schema").rename(kept)
    data = kept.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        kept.unlink()
        sys.exit(f"{PACKAGE}: the schema in it is not the one expected")
    return json.loads(data)


def logs(folder):
    """Logs with everything in them: every rule, marks and fixes, silences, findings without a place, no finding at all."""
    settings = folder / "checks.json"
    settings.write_text('{"schema": "budgetpress-checks/1", "silence": [{"rule": "BP3403", "reason": "so heißt er"}]}', encoding="utf-8")
    models = []
    for seed, code in enumerate(sorted(budgets.FAULTS_BY_CODE)):
        models.append(folder / f"数据 {code}.json")
        models[-1].write_text(json.dumps(budgets.planted(code, seed)[0], ensure_ascii=False), encoding="utf-8")
    broken = folder / "broken.json"
    broken.write_text("{", encoding="utf-8")
    for arguments in ([EXAMPLE], [f"--checks={settings}", EXAMPLE], models, [broken, folder / "absent.json"],
                      [ROOT / "examples/water-bureau-2025.json"]):
        for lang in ("zh", "en"):
            done = subprocess.run([PROGRAM, "check", "-f", "sarif", f"--lang={lang}", *arguments], capture_output=True, encoding="utf-8")
            yield " ".join(str(a) for a in arguments[:2]), json.loads(done.stdout)


def main():
    schema = fetch()
    if not schema:
        return
    validator = jsonschema.validators.validator_for(schema)(schema)
    count = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, log in logs(pathlib.Path(folder)):
            count += 1
            for error in validator.iter_errors(log):
                print(f"{name}: {'/'.join(map(str, error.path))}: {error.message}")
                wrong += 1
    print(f"SARIF: {count} logs, {wrong} faults by the schema of SARIF 2.1.0")
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
