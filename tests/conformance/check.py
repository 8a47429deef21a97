#!/usr/bin/env python3
"""Holds rendered PDFs against PDF/A-2a, PDF/A-2b and PDF/UA-1 with veraPDF, the reference validator, and against qpdf --check.

veraPDF is fetched once by Maven, at the version pinned here, and kept in the cache folder. Where it cannot be had this
says so and ends with status 0: skipped, not passed. One virtual machine validates all files.
"""
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

from documents import documents
from common import ROOT, render

VERSION = "1.28.2"
SHA256 = "687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6"
ARTIFACT = f"org.verapdf.apps:greenfield-apps:{VERSION}"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "budgetpress"
OUT = ROOT / os.environ.get("BUILD", "build") / "conformance"


def fetch():
    """The validator's path, or None."""
    jar = CACHE / f"verapdf-{VERSION}.jar"
    if not jar.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            command = ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"]
            if shutil.which("mvn"):
                subprocess.run(command, cwd=folder, stdout=sys.stderr)
            fetched = list(pathlib.Path(folder).glob("*.jar"))
            if len(fetched) != 1:
                print(f"SKIPPED: conformance was NOT checked: Maven could not fetch {ARTIFACT}")
                return None
            fetched[0].rename(jar)
    digest = hashlib.sha256(jar.read_bytes()).hexdigest()
    if digest != SHA256:
        jar.unlink()
        sys.exit(f"{ARTIFACT}: the SHA-256 is {digest}, expected {SHA256}")
    return jar


def render_all():
    """{file: flavours it must conform to}."""
    expected = {}
    for name, model, form, options, flavours in documents():
        folder = OUT / name
        folder.mkdir(parents=True, exist_ok=True)
        environment = dict(o.split("=") for o in options if o.startswith("SOURCE_DATE_EPOCH="))
        arguments = []
        for option in options:
            if option.startswith("pdf."):
                arguments += ["--option", option]
            elif not option.startswith("SOURCE_DATE_EPOCH="):
                arguments.append(option)
        path, = render(folder, model, f"{name}.pdf", form=form, options=arguments, environment=environment)
        expected[path] = set(flavours)
    return expected


def damage(path):
    """A copy of a file, with one fault that each standard forbids: a validation that finds none there proves nothing."""
    data = path.read_bytes()
    assert data.count(b"/Artifact") == 0 and data.count(b"/MarkInfo") == 1, "the copy must be of a file with plain objects"
    copy = path.with_name("damaged.pdf")
    copy.write_bytes(data.replace(b"/MarkInfo", b"/MarkInfX").replace(b"pdfuaid:part>1<", b"pdfuaid:part>9<"))
    return copy


def validate(jar, paths):
    """{file: {flavour: [what failed]}}."""
    command = ["java", "-Xmx2g", "-cp", jar, "org.verapdf.apps.GreenfieldCliWrapper", "--format", "xml", "--loglevel", "1", *paths]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    found = {}
    for job in ElementTree.fromstring(done.stdout).iter("job"):
        name = pathlib.Path(job.find("item/name").text)
        found[name] = {}
        for report in job.iter("validationReport"):
            failed = [f"{rule.get('clause')}-{rule.get('testNumber')} {rule.findtext('description')}"
                      for rule in report.iter("rule") if rule.get("status") == "failed"]
            flavour = re.sub(r"PDF/(UA|A)-(\S+).*", lambda m: m[1].lower().lstrip("a") + m[2].lower(), report.get("profileName"))
            if not failed and report.get("isCompliant") != "true":
                failed = ["not compliant, for no rule named"]
            found[name][flavour] = failed
    return found


def check_syntax(path):
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, encoding="utf-8")
    return [] if done.returncode == 0 else [line for line in (done.stdout + done.stderr).splitlines() if "WARN" in line or "rror" in line]


def page_count(path):
    return int(subprocess.run(["qpdf", "--show-npages", path], check=True, capture_output=True).stdout)


def main():
    jar = fetch()
    expected = render_all()
    faults = 0
    for path in expected:
        if path.stem.startswith("long") and page_count(path) < 300:
            sys.exit(f"{path.name}: too short for what it is to show")
        for fault in check_syntax(path):
            print(f"{path.name}: qpdf: {fault}")
            faults += 1
    if not jar:
        sys.exit(1 if faults else 0)
    control = damage(OUT / "demo-classic" / "demo-classic.pdf")
    found = validate(jar, [*expected, control])
    for path, flavours in expected.items():
        got = found.get(path, {})
        failed = [f"{flavour}: {text}" for flavour, texts in got.items() for text in texts]
        failed += [f"{flavour}: not claimed" for flavour in flavours - set(got)]
        faults += len(failed)
        print(f"{path.stem:24} {' '.join(sorted(got)):8} {'FAILED' if failed else 'conforms'}")
        for text in failed:
            print(f"    {text}")
    if not any(found.get(control, {"": ["missing"]}).values()) or not found.get(control):
        print("the damaged file passed: the validation proves nothing")
        faults += 1
    print(f"veraPDF {VERSION}: {len(expected)} files, {faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
