"""What the benches share: the command, where its data stands, and measuring."""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build")).resolve()
PROGRAM = BUILD / "budgetpress"
TOOLS = BUILD / "bench"            # our programs: measure, xlsx_limit, pdf_limit
DATA = BUILD / "bench" / "data"
OUT = BUILD / "bench" / "out"


class Taken:
    """CPU seconds and peak memory in MiB of one process, or of several after each other."""

    def __init__(self, cpu, peak):
        self.cpu, self.peak = cpu, peak

    def __add__(self, other):
        return Taken(self.cpu + other.cpu, max(self.peak, other.peak))


def once(command):
    done = subprocess.run([TOOLS / "measure", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stderr}")
    cpu, _, peak = done.stdout.split()
    return Taken(float(cpu), int(peak) / 1024)


def measure(command, runs=1):
    """The cheapest of so many runs: what another process takes away from the caches is not ours."""
    return min((once(command) for _ in range(runs)), key=lambda taken: taken.cpu)


def offers(*arguments):
    """Whether the command knows these options: usage errors have status 2."""
    command = [PROGRAM, "render", ROOT / "examples" / "no-projects-2025.json", *arguments]
    return subprocess.run(command, capture_output=True).returncode != 2


def print_row(*cells, widths):
    print("  ".join(str(c).ljust(w) if i == 0 else str(c).rjust(w) for i, (c, w) in enumerate(zip(cells, widths))), flush=True)
