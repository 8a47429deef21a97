#!/usr/bin/env python3
"""Kills batches at random moments and fills their disk; afterwards every byte is compared with an undisturbed run.

usage: batch_faults.py [--jobs N] [--kills N] [--seed S] [--keep]

At every kill of the parent, what stands in the target is checked too: a file under a final name is byte for byte the undisturbed
run's, and a receipt stands for outputs that are there. Prints what was done and ends with status 1 at the first thing that differs.
"""
import argparse
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from common import PROGRAM, model_of, project  # noqa: E402


class Differs(Exception):
    pass


def require(condition, *what):
    if not condition:
        raise Differs(" ".join(map(str, what)))


def make_jobs(folder, count, rng):
    """Small models of several shapes, one in fifty with an error, as a job list with several formats."""
    with open(folder / "jobs.ndjson", "w", encoding="utf-8") as file:
        for i in range(count):
            path = folder / "in" / f"{i % 17}" / f"{i}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            model = model_of([project(n, name=f"项目{i}之{n}", goal=["目标" * rng.randint(1, 60)]) for n in range(rng.randint(0, 4))])
            if i % 50 == 49:
                model["fiscal_year"] = "不是年份"
            path.write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
            formats = (["trace"], ["pdf"], ["xlsx", "trace"])[i % 3]
            file.write(json.dumps({"input": f"in/{i % 17}/{i}.json", "formats": formats}) + "\n")


def command(target, *more):
    return [PROGRAM, "batch", "jobs.ndjson", "--to", target, "-q", "--workers", "2", *more]


def outputs(target):
    """Files under final names: path -> (inode, mtime, size), so that only new ones need be read."""
    found = {}
    for folder, names, files in os.walk(target):
        if ".budgetpress" in names:
            names.remove(".budgetpress")
        for name in files:
            path = os.path.join(folder, name)
            state = os.stat(path)
            found[os.path.relpath(path, target)] = (state.st_ino, state.st_mtime_ns, state.st_size)
    return found


class Reference:
    """The undisturbed run: what each output has to be."""

    def __init__(self, folder):
        began = time.time()
        done = subprocess.run(command("reference"), cwd=folder, stderr=subprocess.DEVNULL)
        require(done.returncode == 1, "the undisturbed run ended with", done.returncode)
        self.seconds = time.time() - began
        self.target = folder / "reference"
        self.digests = {name: self.digest(self.target / name) for name in outputs(self.target) if name != "receipts.ndjson"}
        self.states = {job: r["status"] for job, r in self.receipts(self.target).items()}

    @staticmethod
    def digest(path):
        return hashlib.sha256(path.read_bytes()).hexdigest()

    @staticmethod
    def receipts(target, torn=False):
        text = (target / "receipts.ndjson").read_bytes()
        lines = text.split(b"\n")
        require(torn or lines[-1] == b"", "the receipts end in the middle of a line")
        found = {}
        for line in lines[:-1]:
            receipt = json.loads(line)
            if "job" in receipt:
                require(torn or receipt["job"] not in found, "two receipts for", receipt["input"])
                found[receipt["job"]] = receipt
        return found


class Watcher:
    """Checks a target again and again; reads each file once."""

    def __init__(self, reference, target):
        self.reference, self.target, self.seen = reference, target, {}

    def check(self):
        there = outputs(self.target)
        for name, state in there.items():
            if name == "receipts.ndjson" or self.seen.get(name) == state:
                continue
            require(name in self.reference.digests, "a file that no job writes:", name)
            require(self.reference.digest(self.target / name) == self.reference.digests[name], "not the bytes of the undisturbed run:", name)
            self.seen[name] = state
        if "receipts.ndjson" in there:
            for receipt in self.reference.receipts(self.target, torn=True).values():
                for output in receipt.get("outputs", []):
                    require(output["path"] in there, "a receipt without its output:", output["path"])
        return len(there)

    def check_complete(self):
        self.check()
        require(set(outputs(self.target)) == set(self.reference.digests) | {"receipts.ndjson"}, "files are missing")
        receipts = self.reference.receipts(self.target)
        require({job: r["status"] for job, r in receipts.items()} == self.reference.states, "the receipts say something else")
        require(not (self.target / ".budgetpress").exists(), "the staging folder is still there")


def children(pid):
    try:
        return [int(word) for word in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def kill(pid, number=signal.SIGKILL):
    try:
        os.kill(pid, number)
        return True
    except ProcessLookupError:
        return False


def run_killed(folder, reference, kills, rng):
    """Kills until so many were done, going on after each; then lets it end."""
    target = folder / "killed"
    watcher = Watcher(reference, target)
    done = parents = workers = rounds = 0
    longest = max(0.02, reference.seconds * 2 / max(kills, 1))
    while done < kills:
        run = subprocess.Popen(command("killed", "--resume"), cwd=folder, stderr=subprocess.PIPE)
        while done < kills and run.poll() is None:
            time.sleep(rng.uniform(0, longest))
            if rng.random() < 0.5:
                below = children(run.pid)
                if below and kill(rng.choice(below), rng.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGSEGV))):
                    done, workers = done + 1, workers + 1
            elif run.poll() is None and kill(run.pid):
                done, parents = done + 1, parents + 1
                break
        errors = run.communicate()[1].decode()
        require(run.returncode in (-9, 1, 3), "the batch ended with", run.returncode, errors)
        require(b"BP6307" not in errors.encode(), errors)
        watcher.check()
        if run.returncode == 1 and done < kills:  # it came to its end: begin again
            watcher.check_complete()
            rounds += 1
            shutil.rmtree(target)
            watcher.seen.clear()
    for _ in range(3):  # jobs whose workers were killed twice have failed: they are tried again
        last = subprocess.run(command("killed", "--resume"), cwd=folder, stderr=subprocess.DEVNULL).returncode
    require(last == 1, "the last run ended with", last)
    watcher.check_complete()
    print(f"{done} kills, {parents} of the parent and {workers} of its children, {rounds} times through before: "
          f"{len(reference.digests)} files as in the undisturbed run")


def mount(target, size):
    target.mkdir()
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", target], capture_output=True).returncode == 0


def run_full(folder, reference, rng):
    """A file system that is full, and then a little less, until there is room."""
    target = folder / "full"
    need = sum((reference.target / name).stat().st_size + 4096 for name in [*reference.digests, "receipts.ndjson"])
    size = max(need // 4, 1 << 16)
    if not mount(target, size):
        print("skipped: the full disk (mounting a tmpfs needs root)")
        return
    times = 0
    try:
        watcher = Watcher(reference, target)
        while True:
            done = subprocess.run(command("full", "--resume"), cwd=folder, capture_output=True)
            watcher.check()
            if done.returncode == 1:
                break
            told = any(code in done.stderr for code in (b"BP1004", b"BP6317", b"BP5007"))  # ours, and libxlsxwriter's
            require(done.returncode == 3 and told, "a full disk ended with", done.returncode, done.stderr.decode()[-300:])
            times += 1
            require(times < 40, "the batch gets no further")
            size += need // 6 + rng.randint(0, 8) * 4096
            subprocess.run(["mount", "-o", f"remount,size={size}", target], check=True)
        require(times > 1, "the disk was never full")
        watcher.check_complete()
    finally:
        subprocess.run(["umount", "-l", target], check=False)
    print(f"a disk that was full {times} times: as in the undisturbed run")


def run_vanishing(folder, reference, rng):
    """Inputs that are away for a while, the parent killed meanwhile."""
    watcher = Watcher(reference, folder / "vanishing")
    away = rng.sample(sorted((folder / "in").rglob("*.json")), max(3, len(reference.states) // 20))
    run = subprocess.Popen(command("vanishing"), cwd=folder, stderr=subprocess.DEVNULL)
    time.sleep(reference.seconds / 4)
    for path in away:
        path.rename(path.with_suffix(".away"))
    time.sleep(reference.seconds / 4)
    kill(run.pid)
    run.wait()
    watcher.check()
    subprocess.run(command("vanishing", "--resume"), cwd=folder, stderr=subprocess.DEVNULL)
    watcher.check()
    for path in away:
        path.with_suffix(".away").rename(path)
    done = subprocess.run(command("vanishing", "--resume"), cwd=folder, stderr=subprocess.DEVNULL)
    require(done.returncode == 1, "the last run ended with", done.returncode)
    watcher.check_complete()
    print(f"{len(away)} inputs that were away for a while: as in the undisturbed run")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true")
    arguments = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="batch-faults-"))
    rng = random.Random(arguments.seed)
    print(f"{arguments.jobs} jobs, {arguments.kills} kills, seed {arguments.seed}", flush=True)
    try:
        make_jobs(folder, arguments.jobs, rng)
        reference = Reference(folder)
        print(f"undisturbed: {reference.seconds:.1f} s", flush=True)
        run_killed(folder, reference, arguments.kills, rng)
        run_full(folder, reference, rng)
        run_vanishing(folder, reference, rng)
    except Differs as difference:
        print(f"{folder}: {difference}")
        return 1
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
