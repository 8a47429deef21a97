"""The recipes of examples/cluster: on a real Slurm and a real GNU parallel that the tests start, and against Kubernetes' schema."""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest

from common import PROGRAM, ROOT, model_of, project
from test_batch import check_receipts, files, receipts, write_model

pytestmark = pytest.mark.cluster
RECIPES = ROOT / "examples" / "cluster"
JOBS = 24


@pytest.fixture
def place(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "budgetpress").symlink_to(PROGRAM)
    for i in range(JOBS):
        write_model(tmp_path / "in" / f"{i}.json", model_of([project(i)]))
    return tmp_path


def environment(place, **more):
    return {**os.environ, "PATH": f"{place / 'bin'}:{os.environ['PATH']}", "LANG": "en", **more}


def check_merged(place, shards):
    targets = [place / "out" / str(k) for k in range(1, shards + 1)]
    assert sum(len(receipts(target)[1]) for target in targets) == JOBS
    for target in targets:
        check_receipts(target)
    lines = (place / "out" / "receipts.ndjson").read_text(encoding="utf-8").splitlines()
    assert len(lines) == JOBS + 1


# Slurm.

def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Slurm:
    """munge, slurmctld and slurmd of one node, in a folder of their own, ended with the test."""

    def __init__(self, folder):
        self.folder, self.processes = folder, []
        host = socket.gethostname().split(".")[0]
        for name in ("state", "spool"):
            (folder / name).mkdir()
        key = folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o600)
        (folder / "slurm.conf").write_text("\n".join([
            "ClusterName=budgetpress", f"SlurmctldHost={host}(127.0.0.1)", "SlurmUser=root", "SlurmdUser=root", "AuthType=auth/munge",
            f"AuthInfo=socket={folder}/munge.sock", f"SlurmctldPort={free_port()}", f"SlurmdPort={free_port()}",
            f"SlurmctldPidFile={folder}/slurmctld.pid", f"SlurmdPidFile={folder}/slurmd.pid", f"StateSaveLocation={folder}/state",
            f"SlurmdSpoolDir={folder}/spool", "ProctrackType=proctrack/linuxproc", "TaskPlugin=task/none",
            "SelectType=select/cons_tres", "SelectTypeParameters=CR_CPU", "JobAcctGatherType=jobacct_gather/none", "ReturnToService=2",
            "SwitchType=switch/none", "MpiDefault=none", "SchedulerType=sched/builtin",
            "SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0", f"NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN",
            "PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP"]) + "\n")
        self.environment = {"SLURM_CONF": str(folder / "slurm.conf")}

    def start(self):
        """None, or why it cannot be started."""
        for program in ("munged", "slurmctld", "slurmd", "sbatch", "sinfo"):
            if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin"):
                return f"{program} is not installed"
        if os.geteuid():
            return "slurmd needs root"
        path = self.folder
        while path != path.parent:  # munged takes no socket below a folder that others may not search
            if path.stat().st_uid == 0 and path.as_posix().startswith("/tmp/"):
                path.chmod(0o755)
            path = path.parent
        self.run("/usr/sbin/munged", "--force", "--foreground", f"--key-file={self.folder}/munge.key",
                 f"--socket={self.folder}/munge.sock", f"--pid-file={self.folder}/munged.pid", f"--log-file={self.folder}/munged.log",
                 f"--seed-file={self.folder}/munged.seed")
        if not self.wait(lambda: (self.folder / "munge.sock").exists(), 10):
            return "munged did not start: " + self.log("munged")
        self.run("/usr/sbin/slurmctld", "-D")
        self.run("/usr/sbin/slurmd", "-D")
        if not self.wait(lambda: " idle " in self.ask("sinfo", "-h"), 30):
            return "no node came up: " + self.ask("sinfo") + self.log("slurmctld")[-500:] + self.log("slurmd")[-500:]
        return None

    def run(self, *command):
        log = open(self.folder / (pathlib.Path(command[0]).name + ".out"), "wb")
        self.processes.append(subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **self.environment}))

    def log(self, name):
        return (self.folder / f"{name}.out").read_text(errors="replace")

    @staticmethod
    def wait(condition, seconds):
        deadline = time.time() + seconds
        while time.time() < deadline:
            if condition():
                return True
            time.sleep(0.1)
        return False

    def ask(self, *command):
        try:
            return subprocess.run(command, env={**os.environ, **self.environment}, capture_output=True, encoding="utf-8", timeout=20).stdout
        except subprocess.TimeoutExpired:
            return ""

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def slurm(tmp_path_factory):
    if "asan" in str(PROGRAM):
        pytest.skip("Slurm is not what the sanitizers look at")
    server = Slurm(tmp_path_factory.mktemp("slurm"))
    try:
        reason = server.start()
        if reason:
            pytest.skip(f"Slurm cannot be started: {reason}")
        yield server
    finally:
        server.stop()


def test_slurm_array(place, slurm):
    env = environment(place, JOBS="in", OUT="out", FORMATS="trace", **slurm.environment)

    def sbatch(*arguments):
        done = subprocess.run(["sbatch", "--parsable", *arguments], cwd=place, env=env, capture_output=True, encoding="utf-8", timeout=90)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def wait():
        assert slurm.wait(lambda: not slurm.ask("squeue", "-h"), 90), slurm.ask("squeue")

    array = sbatch("--array=1-3", RECIPES / "budgetpress.sbatch")
    sbatch(f"--dependency=afterany:{array}", "--output=merge.log",
           "--wrap=budgetpress batch-merge out/1 out/2 out/3 -o out/receipts.ndjson")
    wait()
    assert (place / "merge.log").read_text().startswith(f"out/receipts.ndjson: written\ncomplete: {JOBS} jobs in 3 shards"), (place / "merge.log").read_text()
    check_merged(place, 3)
    next((place / "out" / "2").glob("*.trace")).unlink()  # one task again alone: it does just what is missing
    env["SHARDS"] = "3"
    sbatch("--array=2", RECIPES / "budgetpress.sbatch")
    wait()
    done = subprocess.run([PROGRAM, "batch-merge", "out/1", "out/2", "out/3"], cwd=place, capture_output=True)
    assert done.returncode == 0, done.stderr


# GNU parallel.

def test_parallel(place):
    if not shutil.which("parallel"):
        pytest.skip("parallel is not installed")
    (place / "nodes").write_text("1/:\n")
    write_model(place / "in" / "bad.json", {"schema": "nothing"})

    def call():
        return subprocess.run([RECIPES / "parallel.sh", "nodes", "4", "in", "out", "--name", "{department}/{name}.{ext}"], cwd=place,
                              env=environment(place, FORMATS="trace"), capture_output=True, encoding="utf-8", timeout=120)

    done = call()
    assert done.returncode == 1 and "in/bad.json has failed" in done.stderr, done.stderr
    assert not (place / "out" / "receipts.ndjson").exists()
    (place / "in" / "bad.json").unlink()
    done = call()
    assert done.returncode == 0 and f"complete: {JOBS} jobs in 4 shards" in done.stdout, done.stderr
    check_merged(place, 4)


# Kubernetes.

def manifest():
    yaml = pytest.importorskip("yaml", reason="python3-yaml is not installed")
    return yaml.safe_load((RECIPES / "kubernetes.yaml").read_text(encoding="utf-8"))


def test_kubernetes_command_for_every_index(place):
    job = manifest()["spec"]
    [container] = job["template"]["spec"]["containers"]
    own = {e["name"]: e["value"] for e in container["env"]}
    assert job["completionMode"] == "Indexed" and own["SHARDS"] == str(job["completions"])
    assert job["template"]["spec"]["restartPolicy"] == "Never"  # what a pod failure policy asks for
    own.update(JOBS="in", FORMATS="trace")
    if "asan" in str(PROGRAM):
        own["MEMORY"] = "999999G"
    for index in range(job["completions"]):
        done = subprocess.run([*container["command"], *container["args"]], cwd=place, capture_output=True, encoding="utf-8",
                              env=environment(place, JOB_COMPLETION_INDEX=str(index), **own))
        assert done.returncode == 0, done.stderr
    targets = sorted((place / "out").iterdir())
    done = subprocess.run([PROGRAM, "batch-merge", *targets, "-o", "out/receipts.ndjson"], cwd=place, capture_output=True)
    assert done.returncode == 0, done.stderr
    check_merged(place, job["completions"])


def test_kubernetes_manifest_against_its_schema(tmp_path):
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "budgetpress" / "kubernetes-validate-1.31.0"
    if not cache.exists():
        done = subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-compile", "--target", tmp_path / "new",
                               "kubernetes-validate==1.31.0"], capture_output=True, encoding="utf-8")
        if done.returncode:
            pytest.skip(f"kubernetes-validate cannot be fetched: {done.stderr.strip()[-200:]}")
        cache.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(tmp_path / "new", cache)
    code = ("import sys, yaml, kubernetes_validate\n"
            "d = yaml.safe_load(open(sys.argv[1]))\n"
            "kubernetes_validate.validate(d, '1.31', strict=True)\n"
            "del d['spec']['template']['spec']['containers'][0]['name']\n"
            "try: kubernetes_validate.validate(d, '1.31', strict=True)\n"
            "except kubernetes_validate.ValidationError: print('valid')\n")
    done = subprocess.run([sys.executable, "-B", "-c", code, RECIPES / "kubernetes.yaml"], capture_output=True, encoding="utf-8",
                          env={**os.environ, "PYTHONPATH": str(cache)})
    assert done.stdout == "valid\n", done.stderr


def test_image_has_every_library(tmp_path):
    """The second stage of the Containerfile installs the package of each library that the command is linked with."""
    if "asan" in str(PROGRAM):
        pytest.skip("the sanitizers' libraries are in no image")
    text = (RECIPES / "Containerfile").read_text(encoding="utf-8")
    installed = set(re.search(r"--no-install-recommends (.*?)&&", text.replace("\\\n", " "))[1].split())
    paths = []
    for program in (PROGRAM, PROGRAM.parent / "budgetpress-read-pdf"):
        dynamic, loaded = (subprocess.run([*command, program], check=True, capture_output=True, encoding="utf-8").stdout
                           for command in (["readelf", "-d"], ["ldd"]))
        found = dict(re.findall(r"(\S+) => (/\S+)", loaded))
        paths += [os.path.realpath(found[name]) for name in re.findall(r"NEEDED.*\[(.*?)\]", dynamic) if name in found]
    owners = subprocess.run(["dpkg", "-S", *paths, *(p.removeprefix("/usr") for p in paths)], capture_output=True, encoding="utf-8").stdout
    packages = {line.split(":")[0] for line in owners.splitlines()}
    assert len(packages) > 5 and packages - {"libc6"} <= installed
